namespace Agent.Host.Replay.Results;

/// <summary>One decision of a conversation.</summary>
/// <param name="Kind">One of <see cref="DifferenceKinds"/>.</param>
/// <param name="Turn">In which turn, counted from 1.</param>
/// <param name="Subject">What was decided about: the same decision of two replays has the same subject.</param>
/// <param name="Value">What was decided.</param>
/// <param name="Note">Why, in words.</param>
/// <param name="AmountMinor">The money at stake in cents, when there is any.</param>
internal sealed record ReplayedDecision(string Kind, int Turn, string Subject, string Value, string? Note = null, long? AmountMinor = null);
