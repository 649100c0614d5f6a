namespace Microsoft.SemanticKernel;

/// <summary>Runs a call through the filters in the order they were added, the first one outermost.</summary>
internal static class FilterPipeline
{
    public static Task RunAsync(
        IReadOnlyList<IFunctionInvocationFilter> filters, FunctionInvocationContext context, Func<FunctionInvocationContext, Task> function, int index = 0) =>
        index == filters.Count
            ? function(context)
            : filters[index].OnFunctionInvocationAsync(context, next => RunAsync(filters, next, function, index + 1));

    public static Task RunAsync(
        IReadOnlyList<IPromptRenderFilter> filters, PromptRenderContext context, Func<PromptRenderContext, Task> render, int index = 0) =>
        index == filters.Count
            ? render(context)
            : filters[index].OnPromptRenderAsync(context, next => RunAsync(filters, next, render, index + 1));
}
