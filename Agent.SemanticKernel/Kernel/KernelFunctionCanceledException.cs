namespace Microsoft.SemanticKernel;

/// <summary>Wraps every <see cref="OperationCanceledException"/> that leaves a kernel function, and says which function it was.</summary>
public sealed class KernelFunctionCanceledException(
    Kernel kernel, KernelFunction function, KernelArguments arguments, FunctionResult? functionResult, Exception? innerException = null)
    : OperationCanceledException(
        $"The invocation of function '{function}' was cancelled.",
        innerException,
        (innerException as OperationCanceledException)?.CancellationToken ?? CancellationToken.None)
{
    public Kernel Kernel { get; } = kernel;

    public KernelFunction Function { get; } = function;

    public KernelArguments Arguments { get; } = arguments;

    /// <summary>The result the function had produced when it was cancelled, if any.</summary>
    public FunctionResult? FunctionResult { get; } = functionResult;
}
