using System.Diagnostics.CodeAnalysis;

namespace Agent.Processes.Costs.Budgets;

/// <summary>A model call was not made, because it could cost more than a budget has left.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Made in one place.")]
public class BudgetExceededException : Exception
{
    /// <param name="message">Which budget, and how far it is used; for operators.</param>
    public BudgetExceededException(string message)
        : base(message)
    {
    }
}
