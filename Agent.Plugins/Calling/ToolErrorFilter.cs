using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling;

/// <summary>Turns a tool's refusal into its result: the model reads it and goes on. Faults (a lost database) stay exceptions, for they are worth a retry.</summary>
internal sealed class ToolErrorFilter : IFunctionInvocationFilter
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
            context.Result = new FunctionResult(context.Function, Prefix + refusal.Message);
        }
    }
}
