using Agent.Plugins.Calling.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling.Results;

/// <summary>
/// Turns whatever goes wrong in a tool into its result, which the model reads and explains: a refusal by its own words, a fault without its internals. Only what
/// a caller did wrong in our own code, and a turn that is broken off, stay exceptions.
/// </summary>
internal sealed partial class ToolErrorFilter(ILogger<ToolErrorFilter> logger) : IFunctionInvocationFilter
{
    /// <summary>How a result begins that is a refusal.</summary>
    public const string Prefix = "Error: ";

    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        if (!ToolMetadata.IsTool(context.Function))
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (ToolException refusal)
        {
            if (refusal is ToolUnavailableException)
            {
                LogUnavailable(context.Function.Name, ToolTelemetry.Failed(refusal), refusal.Message);
            }

            context.Result = new FunctionResult(context.Function, Prefix + refusal.Message);
        }
        catch (Exception fault) when (fault is not ToolContextException && !(fault is OperationCanceledException && context.CancellationToken.IsCancellationRequested))
        {
            LogFault(context.Function.Name, ToolTelemetry.Failed(fault), fault);
            context.Result = new FunctionResult(context.Function, Prefix + Describe(context.Function, fault));
        }
    }

    private static string Describe(KernelFunction tool, Exception fault)
    {
        var what = ToolFaults.IsPassing(fault) ? $"{tool.Name} is not available at the moment" : $"{tool.Name} failed for a reason of its own";
        return ToolMetadata.IsConsequential(tool) ? what + "; it may still have taken effect, so look before you try again" : what + "; try again later";
    }

    [LoggerMessage(EventId = 3101, Level = LogLevel.Error, Message = "The tool {Tool} failed ({Fault}); its caller was told that it is not available")]
    private partial void LogFault(string tool, string fault, Exception exception);

    [LoggerMessage(EventId = 3104, Level = LogLevel.Warning, Message = "The tool {Tool} is not available ({Fault}): {Reason}")]
    private partial void LogUnavailable(string tool, string fault, string reason);
}
