using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Steps.Tools;
using Agent.Processes.Telemetry;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Journal;

/// <summary>
/// Records every tool call that a step makes, to be committed with its superstep. It is the outermost filter: it sees what the step gets.
/// In a replay it answers from the record.
/// </summary>
internal sealed class ToolJournalFilter(TimeProvider clock) : IFunctionInvocationFilter
{
    private readonly TimeProvider _clock = StepClock.RealOf(clock);

    [SuppressMessage("Design", "CA1031", Justification = "Recorded and thrown on.")]
    public async Task OnFunctionInvocationAsync(
        Microsoft.SemanticKernel.FunctionInvocationContext context, Func<Microsoft.SemanticKernel.FunctionInvocationContext, Task> next)
    {
        if (ActivityScope.Current is not { } scope || !context.Kernel.Data.TryGetValue(ToolCallData.IdempotencyKey, out var key))
        {
            await next(context);
            return;
        }

        var record = new ActivityRecord
        {
            Kind = ActivityKinds.Tool,
            Name = context.Function.Name,
            Step = scope.Step,
            Key = key as string,
            Request = JsonSerializer.SerializeToElement(context.Arguments.ToDictionary(argument => argument.Key, argument => argument.Value), StoredJson.Options),
            StartedAt = _clock.GetUtcNow(),
            DurationMs = 0,
        };
        if (scope.Recorded?.Serve(record) is { } served)
        {
            context.Result = Replay(context, scope, served);
            return;
        }

        var started = _clock.GetTimestamp();
        try
        {
            await next(context);
            scope.Add(record with { DurationMs = Elapsed(started), Response = AsJson(context.Result.GetValue<object>()) });
        }
        catch (Exception exception)
        {
            scope.Add(record with { DurationMs = Elapsed(started), Error = exception.Message, Fault = RecordedFault.Of(exception) });
            throw;
        }
        finally
        {
            RuntimeMetrics.ToolDuration.Record(_clock.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>(TelemetryNames.Tool, ToolNames.Shared.OfCalled(record.Name)));
        }
    }

    private static FunctionResult Replay(Microsoft.SemanticKernel.FunctionInvocationContext context, ActivityScope scope, ActivityRecord served)
    {
        scope.Add(served);
        if (served.Error is { } error)
        {
            throw served.Fault?.ToException() ?? new RecordedException(nameof(Exception), error);
        }

        return new(context.Function, served.Response is { ValueKind: JsonValueKind.String } text ? text.GetString() : served.Response);
    }

    private double Elapsed(long started) => Math.Round(_clock.GetElapsedTime(started).TotalMilliseconds, 3);

    private static JsonElement? AsJson(object? result) => result switch
    {
        null => null,
        JsonElement json => json,
        // As the step reads it: a replay gives back this text.
        _ => JsonSerializer.SerializeToElement(result, result.GetType(), ToolText.Wire),
    };
}
