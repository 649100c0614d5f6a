namespace Agent.Host.Evaluation.Metrics;

/// <summary>How well one answer is given where it is right, and only there.</summary>
/// <param name="Label">The answer.</param>
/// <param name="Cases">Cases it is right in.</param>
/// <param name="Precision">The share of right ones among the times it was given.</param>
/// <param name="Recall">The share of its cases in which it was given.</param>
/// <param name="F1">The harmonic mean of both.</param>
internal sealed record ClassMetrics(string Label, int Cases, Proportion Precision, Proportion Recall, Proportion F1);
