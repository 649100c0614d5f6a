namespace Agent.Host.Replay.Results;

/// <summary>One thing that came out otherwise.</summary>
/// <param name="Kind">One of <see cref="DifferenceKinds"/>.</param>
/// <param name="Place">Where: a message of the recording, or a turn, counted from 1; 0 for the whole.</param>
/// <param name="Subject">What it is about, such as a tool's name.</param>
/// <param name="Recorded">As it was.</param>
/// <param name="Replayed">As it is.</param>
/// <param name="Note">What may explain it.</param>
/// <param name="AmountMinor">The money at stake in cents, when there is any.</param>
internal sealed record ReplayDifference(
    string Kind, int Place, string Subject, string? Recorded, string? Replayed, string? Note = null, long? AmountMinor = null);
