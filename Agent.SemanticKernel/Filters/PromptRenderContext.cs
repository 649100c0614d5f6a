namespace Microsoft.SemanticKernel;

/// <summary>One rendering of a prompt, as filters see it.</summary>
public sealed class PromptRenderContext
{
    internal PromptRenderContext(Kernel kernel, KernelFunction function, KernelArguments arguments)
    {
        Kernel = kernel;
        Function = function;
        Arguments = arguments;
    }

    public CancellationToken CancellationToken { get; init; }

    public bool IsStreaming { get; init; }

    public Kernel Kernel { get; }

    public KernelFunction Function { get; }

    public KernelArguments Arguments { get; }

    /// <summary>The settings chosen for the call together with the model.</summary>
    public PromptExecutionSettings? ExecutionSettings { get; init; }

    public string? RenderedPrompt { get; set; }

    /// <summary>Once set, the model is not called and this is the function's result.</summary>
    public FunctionResult? Result { get; set; }
}
