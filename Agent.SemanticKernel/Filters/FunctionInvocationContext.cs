namespace Microsoft.SemanticKernel;

/// <summary>One invocation, as filters see it.</summary>
public class FunctionInvocationContext
{
    internal FunctionInvocationContext(Kernel kernel, KernelFunction function, KernelArguments arguments, FunctionResult result)
    {
        Kernel = kernel;
        Function = function;
        Arguments = arguments;
        Result = result;
    }

    public CancellationToken CancellationToken { get; init; }

    public bool IsStreaming { get; init; }

    public Kernel Kernel { get; }

    public KernelFunction Function { get; }

    public KernelArguments Arguments { get; }

    /// <summary>Empty until the function has run; what the last filter leaves here is what the caller gets.</summary>
    public FunctionResult Result { get; set; }
}
