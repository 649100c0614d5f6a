using Agent.Processes.Replay;
using Agent.Processes.Replay.Rehearsing;

namespace Agent.Host.Replay.Results;

/// <summary>What came of one conversation. It holds no time and no chance: the same replay of the same recording gives the same result to the letter.</summary>
internal sealed record ReplayResult
{
    /// <summary>Its place: the line of the file, counted from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The recording's or the conversation's id; null where a line could not be read that far.</summary>
    public string? Id { get; init; }

    public string? Customer { get; init; }

    public required ReplayVerdict Verdict { get; init; }

    /// <summary>Why it could not be replayed.</summary>
    public string? Error { get; init; }

    /// <summary>What came out otherwise.</summary>
    public IReadOnlyList<ReplayDifference> Differences { get; init; } = [];

    /// <summary>What a step asked for and the recording does not have.</summary>
    public IReadOnlyList<ReplayDivergence> Divergences { get; init; } = [];

    /// <summary>How much was compared, by kind, such as <c>tool</c>.</summary>
    public IReadOnlyDictionary<string, int> Compared { get; init; } = new Dictionary<string, int>();

    /// <summary>What the conversation left behind, where tools were called for real.</summary>
    public EndState? EndState { get; init; }

    /// <summary>How often it was held, where models were asked.</summary>
    public int? Samples { get; init; }

    /// <summary>What models were asked, and what that cost.</summary>
    public RehearsalUsage? Usage { get; init; }

    /// <summary>How alike the answers are to those before, by their words, from 0 to 1: a hint and no difference.</summary>
    public double? Likeness { get; init; }

    /// <summary>What the judge says of the answers, counted by verdict.</summary>
    public IReadOnlyDictionary<string, int>? Judged { get; init; }

    /// <summary>What was decided, where decisions were replayed.</summary>
    public IReadOnlyList<ReplayedDecision>? Decisions { get; init; }
}
