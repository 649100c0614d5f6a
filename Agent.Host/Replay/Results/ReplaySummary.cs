using Agent.Processes.Replay.Rehearsing;

namespace Agent.Host.Replay.Results;

/// <summary>A replay in numbers.</summary>
internal sealed record ReplaySummary
{
    /// <summary>Conversations done, faulty lines included.</summary>
    public long Conversations { get; init; }

    public long Same { get; init; }

    public long Different { get; init; }

    /// <summary>Those that could not be replayed.</summary>
    public long Errors { get; init; }

    public long Divergences { get; init; }

    /// <summary>Differences by kind; a kind without any is left out.</summary>
    public IReadOnlyDictionary<string, long> Differences { get; init; } = new SortedDictionary<string, long>(StringComparer.Ordinal);

    /// <summary>How much was compared, by kind.</summary>
    public IReadOnlyDictionary<string, long> Compared { get; init; } = new SortedDictionary<string, long>(StringComparer.Ordinal);

    /// <summary>The money at stake in the differences, in cents.</summary>
    public long AmountMinor { get; init; }

    /// <summary>What models were asked, where they were.</summary>
    public RehearsalUsage? Usage { get; init; }

    /// <summary>What the judge says of the answers, counted by verdict.</summary>
    public IReadOnlyDictionary<string, long>? Judged { get; init; }

    /// <summary>A count by its name, see <see cref="DifferenceKinds.Countable"/>.</summary>
    public long Count(string name) => name switch
    {
        DifferenceKinds.Errors => Errors,
        DifferenceKinds.Different => Different,
        DifferenceKinds.Divergences => Divergences,
        _ => Differences.GetValueOrDefault(name),
    };
}
