namespace Agent.Plugins.Mcp.Remote;

/// <summary>Why an attempt at a call brought no result.</summary>
/// <param name="Reason">What happened.</param>
/// <param name="IsWorthRepeating">Whether another attempt, possibly at another copy of the server, could fare better.</param>
internal sealed record RemoteFailure(Exception Reason, bool IsWorthRepeating);
