using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling;

/// <summary>
/// Lets no tool that changes something run without a name for the call. What a repeated name means is decided where the effect is stored,
/// in the effect's own transaction: anywhere else it would be a guess.
/// </summary>
internal sealed class ToolIdempotencyFilter : IFunctionInvocationFilter
{
    public Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        if (ToolMetadata.IsConsequential(context.Function))
        {
            ToolCallContext.Of(context.Kernel).RequireIdempotencyKey(context.Function.Name);
        }

        return next(context);
    }
}
