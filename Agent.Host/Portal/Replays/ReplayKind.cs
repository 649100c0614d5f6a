namespace Agent.Host.Portal.Replays;

/// <summary>A kind of decision in a replay.</summary>
/// <param name="Name">The stored name, such as <c>eligibility</c>.</param>
/// <param name="Compared">How many were compared.</param>
/// <param name="Different">How many came out otherwise.</param>
public sealed record ReplayKind(string Name, long Compared, long Different);
