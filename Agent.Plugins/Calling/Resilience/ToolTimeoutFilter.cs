using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling.Resilience;

/// <summary>
/// Stops waiting for a tool that does not answer, however often it was tried. A filter cannot replace the token a function was called with, so a call
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
        try
        {
            await call.WaitAsync(timeout, clock); // without the token: the tool has it too, and knows best how to stop
        }
        catch (TimeoutException) when (!call.IsCompleted)
        {
            _ = call.ContinueWith(late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new ToolUnavailableException(Describe(context.Function, timeout));
        }
    }

    private static string Describe(KernelFunction tool, TimeSpan timeout)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{tool.Name} did not answer within {timeout.TotalSeconds:0.#} seconds");
        return ToolMetadata.IsConsequential(tool) ? text + "; it may still take effect, so look before you try again" : text;
    }
}
