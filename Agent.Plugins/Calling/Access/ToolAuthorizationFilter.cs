using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling.Access;

/// <summary>
/// Lets no tool run without knowing for whom, and none that the caller's role and scopes do not allow. Whose order it is and what the
/// customer's tier permits is decided in the tool, on the stored data.
/// </summary>
internal sealed class ToolAuthorizationFilter : IFunctionInvocationFilter
{
    public Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        if (!ToolMetadata.IsTool(context.Function))
        {
            return next(context);
        }

        var call = ToolCallContext.Of(context.Kernel);
        if (!ToolAccess.IsForRole(context.Function, call.Caller))
        {
            throw new ToolDeniedException($"{context.Function.Name} is not for callers of the role '{call.Caller.EffectiveRole}'");
        }

        if (ToolAccess.MissingScope(context.Function, call.Caller) is { } scope)
        {
            throw new ToolDeniedException($"the caller may not use {context.Function.Name}: it needs the scope '{scope}'");
        }

        if (call.Caller.EffectiveRole is ToolRoles.Customer && call.CustomerId is null)
        {
            throw new ToolDeniedException("the caller is a customer, but it is not said which one");
        }

        return next(context);
    }
}
