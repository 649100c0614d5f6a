using Agent.Processes.Replay.Rehearsing;

namespace Agent.Host.Replay.Results;

/// <summary>A replay in figures that can be added up, by name: those of one conversation, or of any number. What is stored of them outlives the code, so the names stay.</summary>
internal static class ReplayTally
{
    private const string Same = "same";
    private const string Different = "different";
    private const string Errors = "errors";
    private const string Divergences = "divergences";
    private const string Amount = "amount_minor";
    private const string Calls = "model_calls";
    private const string Input = "input_tokens";
    private const string Output = "output_tokens";
    private const string Cost = "cost_usd";
    private const string Unpriced = "unpriced";
    /// <summary>What the names of differences begin with; their kind follows.</summary>
    public const string DifferencePrefix = "difference:";

    private const string ComparedPrefix = "compared:";
    private const string JudgedPrefix = "judged:";

    /// <summary>The figures of one conversation.</summary>
    public static IReadOnlyDictionary<string, decimal> Of(ReplayResult result)
    {
        var figures = new Dictionary<string, decimal>(StringComparer.Ordinal)
        {
            [result.Verdict switch { ReplayVerdict.Same => Same, ReplayVerdict.Different => Different, _ => Errors }] = 1,
        };
        Add(figures, Divergences, result.Divergences.Count);
        foreach (var difference in result.Differences)
        {
            Add(figures, DifferencePrefix + difference.Kind, 1);
            Add(figures, Amount, difference.AmountMinor ?? 0);
        }

        foreach (var (kind, count) in result.Compared)
        {
            Add(figures, ComparedPrefix + kind, count);
        }

        foreach (var (verdict, count) in result.Judged ?? new Dictionary<string, int>())
        {
            Add(figures, JudgedPrefix + verdict, count);
        }

        if (result.Usage is { } usage)
        {
            figures[Calls] = usage.Calls; // also when it is none: models could have been asked
            Add(figures, Input, usage.InputTokens);
            Add(figures, Output, usage.OutputTokens);
            Add(figures, Cost, usage.CostUsd ?? 0);
            Add(figures, Unpriced, usage.CostUsd is null ? 1 : 0);
        }

        return figures;
    }

    /// <summary>Figures as a summary.</summary>
    public static ReplaySummary Sum(IReadOnlyDictionary<string, decimal> figures)
    {
        long Count(string name) => (long)figures.GetValueOrDefault(name);
        var judged = Group(figures, JudgedPrefix);
        return new()
        {
            Conversations = Count(Same) + Count(Different) + Count(Errors),
            Same = Count(Same),
            Different = Count(Different),
            Errors = Count(Errors),
            Divergences = Count(Divergences),
            Differences = Group(figures, DifferencePrefix),
            Compared = Group(figures, ComparedPrefix),
            AmountMinor = Count(Amount),
            Usage = figures.ContainsKey(Calls)
                ? new RehearsalUsage((int)Count(Calls), Count(Input), Count(Output), figures.ContainsKey(Unpriced) ? null : figures.GetValueOrDefault(Cost)) : null,
            Judged = judged.Count == 0 ? null : judged,
        };
    }

    /// <summary>Adds to a figure; one that is nought is none, but for what was compared.</summary>
    public static void Add(IDictionary<string, decimal> figures, string name, decimal value)
    {
        if (value != 0 || name.StartsWith(ComparedPrefix, StringComparison.Ordinal))
        {
            figures[name] = (figures.TryGetValue(name, out var before) ? before : 0) + value;
        }
    }

    private static SortedDictionary<string, long> Group(IReadOnlyDictionary<string, decimal> figures, string prefix) => new(
        figures.Where(figure => figure.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(figure => figure.Key[prefix.Length..], figure => (long)figure.Value), StringComparer.Ordinal);
}
