namespace Agent.Processes.Replay;

/// <summary>A replay of many conversations, as it is stored.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Id">Its id, unguessable.</param>
/// <param name="Mode">How it replays, such as <c>effects</c>.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Spec">What is replayed and how, as JSON.</param>
/// <param name="Digest">The same for every run of the very same things.</param>
/// <param name="CreatedBy">Who asked for it.</param>
/// <param name="CreatedAt">When, in UTC.</param>
/// <param name="FinishedAt">When it ended; null while it has not.</param>
/// <param name="IsJob">True when replicas of the service work on it; false when a program carries it out.</param>
/// <param name="CancelRequested">True once somebody has asked to end it.</param>
/// <param name="Error">Why it failed as a whole; null when it did not.</param>
public sealed record ReplayRun(
    string Tenant, string Id, string Mode, ReplayRunStatus Status, string Spec, string Digest, string CreatedBy, DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt, bool IsJob, bool CancelRequested, string? Error);

/// <summary>Where a replay stands. Stored as text in lower case.</summary>
public enum ReplayRunStatus
{
    /// <summary>There is something left to do.</summary>
    Running,

    /// <summary>Everything is done.</summary>
    Completed,

    /// <summary>Somebody ended it; what was done until then is there.</summary>
    Cancelled,

    /// <summary>It could not go on.</summary>
    Failed,
}

/// <summary>What came of one conversation.</summary>
/// <param name="Number">Its place in what is replayed, counted from 1.</param>
/// <param name="SourceId">The conversation's or the recording's id.</param>
/// <param name="Result">What came of it, as JSON.</param>
public sealed record ReplayItemResult(long Number, string? SourceId, string Result)
{
    /// <summary>What is added up over a run, by name.</summary>
    public IReadOnlyDictionary<string, decimal> Figures { get; init; } = new Dictionary<string, decimal>();
}

/// <summary>A conversation to be replayed.</summary>
/// <param name="Number">Its place, counted from 1.</param>
/// <param name="SourceId">A stored conversation's id, or the recording's own one.</param>
/// <param name="Source">The recording as JSON; null for a stored conversation.</param>
public sealed record ReplayItem(long Number, string? SourceId, string? Source);

/// <summary>How much of a replay is done.</summary>
/// <param name="Total">Conversations in it, as far as it is known.</param>
/// <param name="Done">Conversations done.</param>
public sealed record ReplayProgress(long Total, long Done);
