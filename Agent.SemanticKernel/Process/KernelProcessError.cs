namespace Microsoft.SemanticKernel;

/// <summary>What an error edge delivers: an exception in a form that can be stored.</summary>
public sealed record KernelProcessError
{
    /// <summary>The exception's type name without its namespace.</summary>
    public string Type { get; init; } = "";

    public string Message { get; init; } = "";

    public string? StackTrace { get; init; }

    public KernelProcessError? InnerError { get; init; }

    /// <summary>Copies an exception and the chain of its inner exceptions.</summary>
    public static KernelProcessError FromException(Exception ex)
    {
        ArgumentNullException.ThrowIfNull(ex);
        return new()
        {
            Type = ex.GetType().Name,
            Message = ex.Message,
            StackTrace = ex.StackTrace,
            InnerError = ex.InnerException is { } inner ? FromException(inner) : null,
        };
    }
}
