namespace Agent.Processes.Replay.Rehearsing;

/// <summary>How a conversation is rehearsed.</summary>
public sealed record RehearsalTerms
{
    /// <summary>What is different for the tenant whose conversation it was; it comes over the files that are tried out, as in real life. Null for nothing.</summary>
    public TenantTerms? Tenant { get; init; }

    /// <summary>What answers a step that asks for something the recording does not have. Default: the nearest thing it has.</summary>
    public UnrecordedChoice Unrecorded { get; init; }

    /// <summary>
    /// Settles every approval, customers' and operators' alike. Default: as on record, which in a recording of others means that everything is agreed to at once, since it was done.
    /// </summary>
    public Func<ApprovalRequested, bool>? Decides { get; init; }

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
    Nearest,

    /// <summary>Nothing: the rehearsal ends there.</summary>
    Stop,

    /// <summary>The model; a tool never.</summary>
    Ask,
}

/// <summary>What came of a rehearsal.</summary>
/// <param name="Decisions">What was decided.</param>
/// <param name="Unrecorded">What was asked for and is not on record.</param>
/// <param name="IsStopped">Whether it ended early because of that.</param>
/// <param name="Usage">What was asked of models in earnest.</param>
public sealed record RehearsalOutcome(IReadOnlyList<ReplayedDecision> Decisions, IReadOnlyList<UnrecordedRequest> Unrecorded, bool IsStopped, RehearsalUsage Usage);

/// <summary>What models were asked, and what that cost.</summary>
/// <param name="Calls">How often.</param>
/// <param name="InputTokens">Tokens sent.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="CostUsd">The cost; null when that of a call is not known.</param>
public sealed record RehearsalUsage(int Calls, long InputTokens, long OutputTokens, decimal? CostUsd)
{
    /// <summary>Nothing was asked.</summary>
    public static RehearsalUsage None { get; } = new(0, 0, 0, 0);

    /// <summary>Both together.</summary>
    public RehearsalUsage With(RehearsalUsage other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Calls + other.Calls, InputTokens + other.InputTokens, OutputTokens + other.OutputTokens, CostUsd + other.CostUsd);
    }
}

/// <summary>Something that a step asked for and the recording does not have.</summary>
/// <param name="Turn">In which turn.</param>
/// <param name="Asked">What was asked for.</param>
/// <param name="Answer">What it got in place of it.</param>
public sealed record UnrecordedRequest(int Turn, string Asked, string Answer);
