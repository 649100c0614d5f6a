using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Calling.Arguments;
using Agent.Plugins.Calling.Resilience;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling.Auditing;

/// <summary>
/// Records every call with its outcome, also those that the filters inside refuse; for that it stands around them, and its record is made last. Without a
/// back office of its own, a process leaves the record to the server that serves the tools.
/// </summary>
internal sealed class ToolAuditFilter(ToolAuditWriter? writer, TimeProvider clock) : IFunctionInvocationFilter
{
    private const int MostCharacters = 8_000;
    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        if (writer is null || !ToolMetadata.IsTool(context.Function))
        {
            await next(context);
            return;
        }

        var (call, at, started) = (ToolCallContext.Of(context.Kernel), clock.GetUtcNow(), clock.GetTimestamp());
        if (call.IsRehearsal)
        {
            await next(context);
            return;
        }

        var scope = new ToolAuditScope(outcome => Describe(context, call, outcome, at, clock.GetElapsedTime(started)));
        var outer = ToolAuditScope.Current;
        ToolAuditScope.Current = scope;
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            scope.Outcome = OutcomeOf(exception, context.CancellationToken);
            scope.IsStored = false;
            throw;
        }
        finally
        {
            ToolAuditScope.Current = outer;
            if (!scope.IsStored)
            {
                await writer.AddAsync(scope.Describe(scope.Outcome));
            }
        }
    }

    private static string OutcomeOf(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        ToolDeniedException => ToolOutcome.Denied,
        ToolArgumentException => ToolOutcome.Invalid,
        ToolUnavailableException => ToolOutcome.Unavailable,
        ToolException => ToolOutcome.Refused,
        OperationCanceledException when cancellationToken.IsCancellationRequested => ToolOutcome.Cancelled,
        _ => ToolFaults.IsPassing(exception) ? ToolOutcome.Unavailable : ToolOutcome.Failed,
    };

    private static ToolAuditEntry Describe(FunctionInvocationContext context, ToolCallContext call, string outcome, DateTimeOffset at, TimeSpan duration) => new()
    {
        Tenant = call.Tenant,
        At = at,
        Tool = context.Function.Name,
        Caller = call.CallerName,
        Role = call.Caller.EffectiveRole,
        CustomerId = call.CustomerId,
        ConversationId = call.ConversationId,
        RequestId = call.RequestId,
        IdempotencyKey = ToolMetadata.IsConsequential(context.Function) ? call.IdempotencyKey : null,
        ArgumentsHash = Hash(context.Arguments),
        Arguments = ToolMetadata.IsConsequential(context.Function) ? Write(context.Arguments) : null,
        Outcome = outcome,
        DurationMs = Math.Round(duration.TotalMilliseconds, 3),
    };

    private static string Write(KernelArguments arguments)
    {
        var written = JsonSerializer.Serialize(
            arguments.Where(argument => argument.Value is not null).OrderBy(argument => argument.Key, StringComparer.Ordinal).ToDictionary(argument => argument.Key, argument => argument.Value), s_relaxed);
        return written.Length <= MostCharacters ? written : JsonSerializer.Serialize(new { cut = written[..(MostCharacters / 2)] }, s_relaxed);
    }

    private static string Hash(KernelArguments arguments)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in arguments.OrderBy(argument => argument.Key, StringComparer.Ordinal))
        {
            Append(hash, name);
            Append(hash, value switch
            {
                null => "",
                string text => text,
                JsonElement json => json.GetRawText(),
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                _ => JsonSerializer.Serialize(value, value.GetType()),
            });
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string part) => hash.AppendData(Encoding.UTF8.GetBytes($"{part.Length.ToString(CultureInfo.InvariantCulture)}:{part};"));
}
