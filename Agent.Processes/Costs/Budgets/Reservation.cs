namespace Agent.Processes.Costs.Budgets;

/// <summary>Money set aside for one call.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Budgets">Where it is set aside.</param>
/// <param name="AmountUsd">How much.</param>
internal sealed record Reservation(Guid Id, IReadOnlyList<Budget> Budgets, decimal AmountUsd);

/// <summary>What came of asking for one.</summary>
/// <param name="Reservation">Null when it does not fit.</param>
/// <param name="Exceeded">The budget that is too small.</param>
/// <param name="Used">What is spent and set aside of it already.</param>
internal sealed record ReservationOutcome(Reservation? Reservation, Budget? Exceeded = null, decimal Used = 0);

/// <summary>A budget after a call was paid.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Before">Spent before.</param>
/// <param name="After">Spent now.</param>
internal sealed record SpentBudget(Budget Budget, decimal Before, decimal After)
{
    private static readonly int[] s_marks = [100, 80, 50];

    /// <summary>The highest of 50, 80 and 100 per cent that was passed by this call; 0 when none was.</summary>
    public int PassedMark => Budget.LimitUsd <= 0 ? 0 : Array.Find(s_marks, mark => Before < Budget.LimitUsd * mark / 100 && After >= Budget.LimitUsd * mark / 100);
}
