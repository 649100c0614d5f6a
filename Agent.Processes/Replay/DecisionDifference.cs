namespace Agent.Processes.Replay;

/// <summary>A decision that came out otherwise.</summary>
/// <param name="Before">As it was; null when it was not made.</param>
/// <param name="Now">As it is; null when it is not made.</param>
public sealed record DecisionDifference(ReplayedDecision? Before, ReplayedDecision? Now)
{
    /// <summary>The decision, whichever side has it.</summary>
    public ReplayedDecision Either => Before ?? Now!;

    /// <summary>The money at stake in cents, when there is any.</summary>
    public long? AmountMinor => Before?.AmountMinor ?? Now?.AmountMinor;
}
