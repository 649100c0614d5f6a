namespace Microsoft.SemanticKernel;

/// <summary>Runs around every function: methods, prompts, tools a model called, and steps of a process.</summary>
public interface IFunctionInvocationFilter
{
    /// <summary>Calls <paramref name="next"/> to go on, or leaves it out and sets the context's result instead.</summary>
    Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next);
}
