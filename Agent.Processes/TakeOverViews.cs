namespace Agent.Processes;

/// <summary>What came of an attempt to take a conversation over, to write in it, or to hand it back.</summary>
/// <param name="Result">Done, or why not.</param>
/// <param name="ClaimedBy">Who has it now; null when the agent has.</param>
/// <param name="Written">The message, as it stands in the transcript; null when none was written.</param>
public sealed record TakeOverOutcome(TakeOverResult Result, string? ClaimedBy = null, TranscriptEntry? Written = null);

/// <summary>See <see cref="TakeOverOutcome"/>.</summary>
public enum TakeOverResult
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>Another person has the conversation.</summary>
    ClaimedByAnother,

    /// <summary>Nobody has claimed it.</summary>
    NotClaimed,

    /// <summary>The conversation has ended.</summary>
    Ended,
}

/// <summary>A conversation that a person has, or had.</summary>
/// <param name="Key">The conversation.</param>
/// <param name="ClaimedAt">Since when, in UTC.</param>
public sealed record RecentTakeOver(ConversationKey Key, DateTimeOffset ClaimedAt);

/// <summary>One time that a person had a conversation.</summary>
/// <param name="ClaimedBy">Who.</param>
/// <param name="ClaimedAt">Since when, in UTC.</param>
/// <param name="Reason">Why.</param>
/// <param name="ReleasedBy">Who handed it back; null while nobody has.</param>
/// <param name="ReleasedAt">When, in UTC.</param>
/// <param name="Note">What the agent was told.</param>
public sealed record TakeOverView(
    string ClaimedBy, DateTimeOffset ClaimedAt, string? Reason, string? ReleasedBy, DateTimeOffset? ReleasedAt, string? Note);
