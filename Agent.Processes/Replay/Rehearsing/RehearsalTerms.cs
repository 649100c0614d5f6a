using System.Text.Json;

namespace Agent.Processes.Replay.Rehearsing;

/// <summary>How a conversation is rehearsed.</summary>
public sealed record RehearsalTerms
{
    /// <summary>What answers a step that asks for something the recording does not have. Default: the nearest thing it has.</summary>
    public UnrecordedChoice Unrecorded { get; init; }

    /// <summary>Who settles the approvals of a recording that is none of ours: tool and arguments to yes or no. Default: everything is agreed to, since it was done.</summary>
    public Func<string, JsonElement, bool> Approves { get; init; } = (_, _) => true;

    /// <summary>
    /// Says what a reading tool would have answered, from the calls before (<c>earlier</c>, newest last) and those from here on (<c>later</c>) that are on record; null when that
    /// cannot be told. Default: never.
    /// </summary>
    public Func<ScriptedCall, IReadOnlyList<ScriptedCall>, IReadOnlyList<ScriptedCall>, string?> Derive { get; init; } = (_, _, _) => null;
}

/// <summary>What answers a step that asks for something the recording does not have.</summary>
public enum UnrecordedChoice
{
    /// <summary>The nearest thing on record.</summary>
    Serve,

    /// <summary>Nothing: the rehearsal ends there.</summary>
    Stop,

    /// <summary>The model; a tool never.</summary>
    Ask,
}

/// <summary>What came of a rehearsal.</summary>
/// <param name="Decisions">What was decided.</param>
/// <param name="Unrecorded">What was asked for and is not on record.</param>
/// <param name="IsStopped">Whether it ended early because of that.</param>
public sealed record RehearsalOutcome(IReadOnlyList<ReplayedDecision> Decisions, IReadOnlyList<UnrecordedRequest> Unrecorded, bool IsStopped);

/// <summary>Something that a step asked for and the recording does not have.</summary>
/// <param name="Turn">In which turn.</param>
/// <param name="Asked">What was asked for.</param>
/// <param name="Answer">What it got in place of it.</param>
public sealed record UnrecordedRequest(int Turn, string Asked, string Answer);
