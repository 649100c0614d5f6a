namespace Microsoft.SemanticKernel;

/// <summary>Runs around the rendering of a prompt function.</summary>
public interface IPromptRenderFilter
{
    /// <summary>Calls <paramref name="next"/> to render, and may change the rendered prompt after it, or set a result so that no model is called.</summary>
    Task OnPromptRenderAsync(PromptRenderContext context, Func<PromptRenderContext, Task> next);
}
