namespace Microsoft.SemanticKernel;

/// <summary>The base of errors the kernel itself raises; errors of a function's own code pass through unchanged.</summary>
public class KernelException : Exception
{
    public KernelException()
    {
    }

    public KernelException(string? message)
        : base(message)
    {
    }

    public KernelException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
