using System.Runtime.InteropServices;
using Agent.Processes.Journal;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime.Execution;

/// <summary>One call of a step's function in a superstep, and what came of it.</summary>
internal sealed partial class StepRun(CompiledStep step, CompiledFunction function, object?[] arguments) : IKernelProcessMessageChannel
{
    private List<KernelProcessEvent>? _events;

    public CompiledStep Step { get; } = step;

    public CompiledFunction Function { get; } = function;

    public object?[] Arguments { get; } = arguments;

    public ReadOnlySpan<KernelProcessEvent> Events => CollectionsMarshal.AsSpan(_events);

    public int EventCount => _events?.Count ?? 0;

    public object? Result { get; private set; }

    public Exception? Error { get; private set; }

    public TimeSpan Duration { get; private set; }

    public ActivityScope Activities { get; } = new(step.Path);

    public ValueTask EmitEventAsync(KernelProcessEvent processEvent)
    {
        if (!Step.Emits.Contains(processEvent.Id))
        {
            throw new InvalidOperationException($"Step '{Step.Path}' emitted '{processEvent.Id}', which it does not declare with [Emits].");
        }

        (_events ??= new(1)).Add(processEvent);
        return ValueTask.CompletedTask;
    }

    /// <summary>Calls the function. Its exception is kept, to be routed as the function's error event.</summary>
    /// <remarks>A storage fault, a lost claim and the end of the turn go through: nothing of the superstep is committed then, and it runs again.</remarks>
    public async Task RunAsync(StepSlot slot, Kernel kernel, TimeProvider clock, DateTimeOffset now, CancellationToken cancellationToken, IRecordedAnswers? recorded = null)
    {
        (Activities.Now, Activities.Recorded) = (now, recorded);
        Activities.Conversation = kernel.Data.TryGetValue(KernelConversationExtensions.InfoKey, out var info) ? info as ConversationInfo : null;
        ActivityScope.Current = Activities;
        var started = clock.GetTimestamp();
        using var activity = recorded is null ? RuntimeTelemetry.StartStep(Step.Path, Function.Name) : null;
        try
        {
            var instance = await slot.ActivateAsync(kernel);
            Result = await Function.Call(instance, new KernelProcessStepContext(this), kernel, Arguments, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not StaleClaimException && !StorageFault.IsTransient(exception))
        {
            Error = exception;
            if (recorded is null)
            {
                var fault = Faults.Count(FaultOrigins.Step, exception);
                activity.Fail(exception, fault);
                LogFailed(kernel.LoggerFactory.CreateLogger<StepRun>(), Faults.WorthShowing(exception, fault), Step.Path, exception.GetType().Name, fault);
            }
        }

        Duration = clock.GetElapsedTime(started);
        if (recorded is null && RuntimeMetrics.StepDuration.Enabled)
        {
            RuntimeMetrics.StepDuration.Record(
                Duration.TotalSeconds, new(TelemetryNames.StepPath, Step.Path), new(TelemetryNames.ErrorType, Error is null ? null : RecordedException.NameOf(Error)));
        }
    }

    [LoggerMessage(EventId = 1006, Level = LogLevel.Warning, Message = "Step {Step} failed with {ErrorType} ({Fault})")]
    private static partial void LogFailed(ILogger logger, Exception? exception, string step, string errorType, string fault);
}
