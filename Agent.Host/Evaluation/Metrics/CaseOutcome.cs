namespace Agent.Host.Evaluation.Metrics;

/// <summary>What came of one case.</summary>
/// <param name="Id">The case.</param>
/// <param name="Kind">What was asked.</param>
/// <param name="Expected">The right answer.</param>
/// <param name="Answer">The answer; null when there was none.</param>
/// <param name="Note">What was said with it, or why there was none.</param>
internal sealed record CaseOutcome(string Id, string Kind, string Expected, string? Answer, string? Note)
{
    public required bool IsRight { get; init; }
}
