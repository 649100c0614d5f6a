namespace Agent.Host.Evaluation.Metrics;

/// <summary>How well one kind of question is answered.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Cases">How many cases there are.</param>
/// <param name="Accuracy">The share of right answers.</param>
/// <param name="F1">The mean of the classes' F1, each counted alike however many cases it has.</param>
/// <param name="Classes">The answers, each for itself.</param>
internal sealed record KindMetrics(string Kind, int Cases, Proportion Accuracy, Proportion F1, IReadOnlyList<ClassMetrics> Classes);
