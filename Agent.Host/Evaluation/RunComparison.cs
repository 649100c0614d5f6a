using Agent.Host.Evaluation.Metrics;
namespace Agent.Host.Evaluation;

/// <summary>A run beside the last one of its suite.</summary>
/// <param name="Before">The last run; null when there is none.</param>
/// <param name="Worse">Cases that were right then and are wrong now.</param>
/// <param name="Better">Cases that were wrong then and are right now.</param>
internal sealed record RunComparison(EvaluationRun? Before, IReadOnlyList<CaseOutcome> Worse, IReadOnlyList<CaseOutcome> Better)
{
    public static RunComparison Of(EvaluationRun now, EvaluationRun? before)
    {
        var old = (before?.Cases ?? []).ToDictionary(outcome => outcome.Id, StringComparer.Ordinal);
        // A case that was given another label meanwhile is another case.
        bool Was(CaseOutcome outcome, bool right) => old.TryGetValue(outcome.Id, out var then) && then.Expected == outcome.Expected && then.IsRight == right;
        return new(before, [.. now.Cases.Where(outcome => !outcome.IsRight && Was(outcome, true))], [.. now.Cases.Where(outcome => outcome.IsRight && Was(outcome, false))]);
    }
}
