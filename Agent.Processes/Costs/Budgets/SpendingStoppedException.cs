using System.Diagnostics.CodeAnalysis;

namespace Agent.Processes.Costs.Budgets;

/// <summary>The same where the policy is to stop and not to hand over. A type of its own, because the journal keeps it: a replay takes the same way.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Made in one place.")]
public sealed class SpendingStoppedException(string message) : BudgetExceededException(message);
