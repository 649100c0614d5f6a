namespace Agent.Host.Portal.Replays;

/// <summary>Changes of one kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Changes">Some of them, in the order of the conversations.</param>
/// <param name="Next">The last conversation they are of, when there are more behind it.</param>
public sealed record ReplayGroup(string Kind, IReadOnlyList<ReplayChange> Changes, long? Next);
