using System.Diagnostics.CodeAnalysis;

namespace Agent.Processes.Costs.Budgets;

/// <summary>
/// A model call did not fit, but its caller has said that it can do with less (<see cref="BudgetedChatClient.CanShrink"/>), and the policy is to try that first.
/// A type of its own, because the journal keeps it: a replay takes the same way.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "Made in one place.")]
public sealed class RequestTooDearException(string message) : BudgetExceededException(message);
