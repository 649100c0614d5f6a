using System.Text.Json;
using Agent.Processes.Costs.Budgets;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Journal;

/// <summary>An exception as the journal keeps it: enough for a step to take the same way again.</summary>
/// <param name="Type">The type's name without its namespace.</param>
/// <param name="Message">The message.</param>
/// <param name="Cause">The exception inside it.</param>
internal sealed record RecordedFault(string Type, string Message, RecordedFault? Cause = null)
{
    private const int MostCauses = 8;

    public static RecordedFault Of(Exception exception) => Of(exception, MostCauses);

    /// <summary>The exception again. Types that a workflow can tell apart come back as themselves; others as a <see cref="RecordedException"/>.</summary>
    public Exception ToException()
    {
        var cause = Cause?.ToException();
        return Type switch
        {
            nameof(TimeoutException) => new TimeoutException(Message, cause),
            nameof(KernelException) => new KernelException(Message, cause),
            nameof(OperationCanceledException) => new OperationCanceledException(Message, cause),
            nameof(TaskCanceledException) => new TaskCanceledException(Message, cause),
            nameof(ArgumentException) => new ArgumentException(Message, cause),
            nameof(InvalidOperationException) => new InvalidOperationException(Message, cause),
            nameof(NotSupportedException) => new NotSupportedException(Message, cause),
            nameof(FormatException) => new FormatException(Message, cause),
            nameof(JsonException) => new JsonException(Message, cause),
            nameof(HttpRequestException) => new HttpRequestException(Message, cause),
            nameof(RequestTooDearException) => new RequestTooDearException(Message),
            nameof(SpendingStoppedException) => new SpendingStoppedException(Message),
            nameof(BudgetExceededException) => new BudgetExceededException(Message),
            _ => new RecordedException(Type, Message, cause),
        };
    }

    private static RecordedFault Of(Exception exception, int most) => new(
        RecordedException.NameOf(exception), exception.Message, exception.InnerException is { } inner && most > 0 ? Of(inner, most - 1) : null);
}
