using System.Globalization;
using Agent.Host.Replay.Decisions;
using Agent.Host.Replay.Results;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Rehearsing;

namespace Agent.Host.Replay.Live;

/// <summary>Takes down what came of one conversation's samples.</summary>
/// <param name="samples">How many are wanted.</param>
/// <param name="kinds">The kinds of decisions that are compared; null for all.</param>
internal sealed class SampleSheet(int samples, IReadOnlySet<string>? kinds)
{
    private readonly Dictionary<ReplayDifference, int> _differences = [];
    private readonly SortedDictionary<string, int> _compared = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _judged = new(StringComparer.Ordinal);
    private readonly List<double> _likeness = [];
    private RehearsalUsage _usage = RehearsalUsage.None;

    /// <summary>Compares a sample's decisions.</summary>
    public void Compare(IReadOnlyList<ReplayedDecision> before, IReadOnlyList<ReplayedDecision> now)
    {
        foreach (var kind in before.Where(decision => kinds?.Contains(decision.Kind) is not false).GroupBy(decision => decision.Kind))
        {
            _compared[kind.Key] = _compared.GetValueOrDefault(kind.Key) + kind.Count();
        }

        // Words differ from sample to sample: what is the same but for them counts as one.
        foreach (var difference in DecisionComparison.Find(before, now, kinds).Select(found => DecisionsReplay.Of(found) with { Note = null }).Distinct())
        {
            Count(difference);
        }
    }

    /// <summary>Compares what a sample left behind.</summary>
    public void Leave(string fingerprint, string? expected)
    {
        if (expected is null)
        {
            return;
        }

        _compared[DifferenceKinds.EndState] = _compared.GetValueOrDefault(DifferenceKinds.EndState) + 1;
        if (fingerprint != expected)
        {
            Count(new(DifferenceKinds.EndState, 0, "the shop", expected, fingerprint));
        }
    }

    /// <summary>Adds what models were asked.</summary>
    public void Pay(RehearsalUsage usage) => _usage = _usage.With(usage);

    /// <summary>Adds how alike two answers are, from 0 to 1.</summary>
    public void Liken(double likeness) => _likeness.Add(likeness);

    /// <summary>Adds a judge's verdict.</summary>
    public void Judge(string verdict) => _judged[verdict] = _judged.GetValueOrDefault(verdict) + 1;

    public ReplayResult Complete(ReplayResult result) => result with
    {
        Verdict = _differences.Count == 0 ? ReplayVerdict.Same : ReplayVerdict.Different,
        Differences = [.. _differences.OrderBy(pair => pair.Key.Place).Select(pair => pair.Key with { Note = string.Create(CultureInfo.InvariantCulture, $"in {pair.Value} of {samples} samples") })],
        Compared = _compared,
        Samples = samples,
        Usage = _usage,
        Likeness = _likeness.Count == 0 ? null : Math.Round(_likeness.Average(), 3),
        Judged = _judged.Count == 0 ? null : _judged,
    };

    private void Count(ReplayDifference difference) => _differences[difference] = _differences.GetValueOrDefault(difference) + 1;
}
