using Agent.Processes.Evaluation;

namespace Agent.Host.Evaluation.Metrics;

/// <summary>Counts outcomes. The same outcomes have the same metrics to the last digit, intervals included.</summary>
internal static class Scoring
{
    /// <summary>What stands in the place of an answer that was not given.</summary>
    public const string NoAnswer = "(no answer)";

    public static IReadOnlyList<KindMetrics> Of(IReadOnlyList<CaseOutcome> outcomes) =>
        [.. EvaluationSuite.Kinds.Select(kind => outcomes.Where(outcome => outcome.Kind == kind).ToList()).Where(some => some.Count > 0).Select(OfKind)];

    private static KindMetrics OfKind(List<CaseOutcome> outcomes)
    {
        var right = outcomes.Select(outcome => outcome.Expected).ToHashSet(StringComparer.Ordinal);
        List<(string Expected, string Given)> pairs = [.. outcomes.Select(outcome => (outcome.Expected, ClassOf(outcome, right)))];
        List<string> labels = [.. pairs.SelectMany(pair => (string[])[pair.Expected, pair.Given]).Distinct().Order(StringComparer.Ordinal)];
        List<ClassMetrics> classes = [.. labels.Select(label => OfClass(label, pairs))];
        return new(outcomes[0].Kind, outcomes.Count, Proportion.Of(outcomes.Count(outcome => outcome.IsRight), outcomes.Count), Mean([.. classes.Where(one => one.Cases > 0).Select(one => one.F1)]), classes);
    }

    /// <summary>An answer counts for the class the suite speaks of: a reason that no case asks for makes no class of its own.</summary>
    private static string ClassOf(CaseOutcome outcome, HashSet<string> right)
    {
        if (outcome.IsRight || outcome.Answer is not { } answer)
        {
            return outcome.IsRight ? outcome.Expected : NoAnswer;
        }

        var word = answer.Split(':', 2)[0];
        return right.Contains(answer) || word == outcome.Expected || !right.Contains(word) ? answer : word;
    }

    private static ClassMetrics OfClass(string label, List<(string Expected, string Given)> pairs)
    {
        var (hits, cases, given) = Count(label, pairs);
        return new(label, cases, Proportion.Of(hits, given), Proportion.Of(hits, cases), F1(hits, cases + given - hits));
    }

    /// <summary>F1 is no share of anything, but it goes up and down with one: that of the hits among all that is of the class or was taken for it. Its interval is that one's.</summary>
    private static Proportion F1(int hits, int all)
    {
        var share = Proportion.Of(hits, all);
        static double Of(double share) => Proportion.Rounded(2 * share / (1 + share));
        return new(all == 0 ? null : Of((double)hits / all), Of(share.Low), Of(share.High));
    }

    /// <summary>The mean of the ends is rather too wide for the mean: not all classes are at their worst at once.</summary>
    private static Proportion Mean(IReadOnlyList<Proportion> shares) =>
        new(Proportion.Rounded(shares.Average(share => share.Value ?? 0)), Proportion.Rounded(shares.Average(share => share.Low)), Proportion.Rounded(shares.Average(share => share.High)));

    private static (int Hits, int Cases, int Given) Count(string label, List<(string Expected, string Given)> pairs) => (
        pairs.Count(pair => pair.Expected == label && pair.Given == label), pairs.Count(pair => pair.Expected == label), pairs.Count(pair => pair.Given == label));
}
