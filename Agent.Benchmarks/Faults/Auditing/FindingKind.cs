namespace Agent.Benchmarks.Faults.Auditing;

/// <summary>What must never be found.</summary>
internal enum FindingKind
{
    /// <summary>An input was acknowledged, or is in the inbox, and has no turn that ended.</summary>
    LostInput,

    /// <summary>More happened outside than was asked for.</summary>
    DuplicatedEffect,

    /// <summary>Less happened outside than was asked for.</summary>
    MissingEffect,

    /// <summary>A turn without its answer, or without its end.</summary>
    MissingAnswer,

    /// <summary>A turn with two answers, or two ends.</summary>
    DoubledAnswer,

    /// <summary>A conversation that is not at rest: owned, queued, running or parked.</summary>
    StuckConversation,

    /// <summary>A commit under an older epoch than the one before it.</summary>
    StaleCommit,

    /// <summary>Supersteps or events with a gap, or stored twice.</summary>
    BrokenNumbering,

    /// <summary>Turns that did not run one after the other, in the order of their inputs.</summary>
    TurnOutOfOrder,

    /// <summary>An answer no client should get, such as an internal error.</summary>
    UnexpectedAnswer,
}
