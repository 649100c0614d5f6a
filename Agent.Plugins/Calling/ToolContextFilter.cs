using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling;

/// <summary>Lets no tool run without knowing for whom, and none that changes something without a name for the call.</summary>
internal sealed class ToolContextFilter : IFunctionInvocationFilter
{
    public Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        if (!ToolMetadata.IsTool(context.Function))
        {
            return next(context);
        }

        var call = ToolCallContext.Of(context.Kernel);
        if (ToolMetadata.IsConsequential(context.Function))
        {
            call.RequireIdempotencyKey(context.Function.Name);
        }

        return next(context);
    }
}
