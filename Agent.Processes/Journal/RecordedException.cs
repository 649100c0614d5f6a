using System.Diagnostics.CodeAnalysis;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Journal;

/// <summary>Stands for an exception of a type that only the outside knows, when a call is answered from the record.</summary>
/// <param name="type">The name of the recorded exception's type.</param>
/// <param name="message">Its message.</param>
/// <param name="cause">The exception inside it.</param>
[SuppressMessage("Design", "CA1032", Justification = "Only ever made from a record.")]
internal sealed class RecordedException(string type, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The name of the type that was thrown in real life.</summary>
    public static string NameOf(Exception exception) => exception is RecordedException recorded ? recorded.Type : exception.GetType().Name;

    /// <summary>What an error edge delivers.</summary>
    public static KernelProcessError ErrorOf(Exception exception)
    {
        var error = KernelProcessError.FromException(exception);
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is RecordedException)
            {
                return Renamed(error, exception);
            }
        }

        return error;
    }

    private string Type => type;

    private static KernelProcessError Renamed(KernelProcessError error, Exception exception) => error with
    {
        Type = NameOf(exception),
        InnerError = error.InnerError is { } inner && exception.InnerException is { } cause ? Renamed(inner, cause) : null,
    };
}
