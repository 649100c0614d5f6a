using Agent.Processes;
using Microsoft.SemanticKernel;

namespace Agent.Benchmarks.Faults.Injection;

/// <summary>The outermost filter around every tool call: here the effect has happened, and nobody has noted it yet.</summary>
internal sealed class KillAfterEffectFilter(KillPoints points) : IFunctionInvocationFilter
{
    public async Task OnFunctionInvocationAsync(
        Microsoft.SemanticKernel.FunctionInvocationContext context, Func<Microsoft.SemanticKernel.FunctionInvocationContext, Task> next)
    {
        // Read before the call: a filter further in may change it.
        var key = context.Kernel.Data.TryGetValue(ToolCallData.IdempotencyKey, out var value) ? value as string : null;
        await next(context);
        if (key is not null)
        {
            points.Pass(context.Kernel.Conversation.Key.Id, PointNames.AfterEffect(context.Kernel.Conversation.TurnId, key));
        }
    }
}
