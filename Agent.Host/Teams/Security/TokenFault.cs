namespace Agent.Host.Teams.Security;

/// <summary>Why an activity is refused.</summary>
/// <param name="Reason">For the log, never for the sender.</param>
/// <param name="IsForbidden">True when the sender is known and may not do this; false when nobody knows who it is.</param>
internal sealed record TokenFault(string Reason, bool IsForbidden);
