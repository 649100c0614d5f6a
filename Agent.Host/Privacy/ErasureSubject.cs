namespace Agent.Host.Privacy;

/// <summary>Who is to be erased, and where they were found so far: what was removed is no longer found, and what hangs on it must be.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Conversations">Their conversations.</param>
/// <param name="Approvals">The approvals in them.</param>
internal sealed record ErasureSubject(string CustomerId, IReadOnlyList<string> Conversations, IReadOnlyList<string> Approvals);
