namespace Agent.Processes.Replay;

/// <summary>One decision of a conversation.</summary>
/// <param name="Kind">One of <see cref="DecisionKinds"/>.</param>
/// <param name="Turn">In which turn, counted from 1.</param>
/// <param name="Subject">What was decided about: the same decision of two replays has the same subject.</param>
/// <param name="Value">What was decided: a word, and behind a colon why.</param>
/// <param name="Note">More, in words; it does not count in a comparison.</param>
/// <param name="AmountMinor">The money at stake in cents, when there is any.</param>
public sealed record ReplayedDecision(string Kind, int Turn, string Subject, string Value, string? Note = null, long? AmountMinor = null);
