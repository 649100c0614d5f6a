using System.Threading.RateLimiting;
using Agent.Plugins.Calling.Access;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling.Budget;

/// <summary>
/// Stops a model that goes round in circles, or a client that floods the shop, before the back office feels it. Refused calls count, too: who
/// tries again at once stays refused.
/// </summary>
internal sealed class ToolBudgetFilter(IOptions<ToolCallingOptions> options) : IFunctionInvocationFilter, IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<ToolCallContext> _calls = CreateLimiter(options.Value.Budget.CallsPerMinute);
    private readonly PartitionedRateLimiter<ToolCallContext> _changes = CreateLimiter(options.Value.Budget.ChangesPerMinute);

    public Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        if (!ToolMetadata.IsTool(context.Function))
        {
            return next(context);
        }

        var call = ToolCallContext.Of(context.Kernel);
        if (!call.IsRehearsal && (!Take(_calls, call) || (ToolMetadata.IsConsequential(context.Function) && !Take(_changes, call))))
        {
            throw new ToolDeniedException("too many calls within a minute; this one was not made. Go on with what you know, or try again later");
        }

        return next(context);
    }

    public void Dispose()
    {
        _calls.Dispose();
        _changes.Dispose();
    }

    private static bool Take(PartitionedRateLimiter<ToolCallContext> limiter, ToolCallContext call)
    {
        using var lease = limiter.AttemptAcquire(call);
        return lease.IsAcquired;
    }

    private static PartitionedRateLimiter<ToolCallContext> CreateLimiter(int perMinute) => PartitionedRateLimiter.Create<ToolCallContext, (string, string?, string?)>(
        call => RateLimitPartition.GetFixedWindowLimiter(
            (call.Tenant, call.ConversationId ?? call.CallerName, call.ConversationId is null ? call.CustomerId : null),
            _ => new() { PermitLimit = perMinute, Window = Window, QueueLimit = 0 }));
}
