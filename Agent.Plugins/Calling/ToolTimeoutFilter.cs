using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling;

/// <summary>
/// Stops waiting for a tool that does not answer. A filter cannot replace the token a function was called with, so a call
/// given up may still end in the background; its idempotency key makes a repetition find what it did.
/// </summary>
internal sealed class ToolTimeoutFilter(IOptions<ToolCallingOptions> options, TimeProvider clock) : IFunctionInvocationFilter
{
    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        if (!ToolMetadata.IsTool(context.Function))
        {
            await next(context);
            return;
        }

        var timeout = options.Value.Timeout;
        var call = next(context);
        var first = await Task.WhenAny(call, Task.Delay(timeout, clock, context.CancellationToken));
        if (first == call || context.CancellationToken.IsCancellationRequested)
        {
            await call;
            return;
        }

        _ = call.ContinueWith(late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        throw new ToolException(ToolMetadata.IsConsequential(context.Function)
            ? $"{context.Function.Name} did not answer within {timeout.TotalSeconds:0} seconds; it may still take effect, so look before you try again"
            : $"{context.Function.Name} did not answer within {timeout.TotalSeconds:0} seconds");
    }
}
