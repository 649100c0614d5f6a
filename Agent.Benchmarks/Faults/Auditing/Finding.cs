namespace Agent.Benchmarks.Faults.Auditing;

/// <summary>Something that is wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="Conversation">Where.</param>
/// <param name="Detail">What exactly, for whoever looks into it.</param>
internal sealed record Finding(FindingKind Kind, string Conversation, string Detail);
