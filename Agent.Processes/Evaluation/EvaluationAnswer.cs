namespace Agent.Processes.Evaluation;

/// <summary>What the service answers to a case.</summary>
/// <param name="Label">The answer, a word, and behind a colon why.</param>
/// <param name="Note">More, in words.</param>
/// <param name="ModelCalls">How often a model was asked.</param>
/// <param name="InputTokens">Tokens sent to it.</param>
/// <param name="OutputTokens">Tokens it wrote.</param>
/// <param name="CostUsd">What that cost; null when that is not known.</param>
public sealed record EvaluationAnswer(string Label, string? Note = null, int ModelCalls = 0, long InputTokens = 0, long OutputTokens = 0, decimal? CostUsd = 0)
{
    /// <summary>Whether it is what a case expects.</summary>
    public bool Is(string expected) =>
        Label == expected || (!expected.Contains(':', StringComparison.Ordinal) && Label.StartsWith(expected + ":", StringComparison.Ordinal));
}
