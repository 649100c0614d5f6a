namespace Agent.Host.Api.Contracts;

/// <summary>What somebody in Microsoft Teams is. It holds alone: what the configuration says of them is not looked at any more.</summary>
/// <param name="Roles">Some of <c>customer</c>, <c>agent</c>, <c>operator</c> and <c>admin</c>. Operators and administrators decide approvals.</param>
/// <param name="CustomerId">The customer they are. Default: a guest, who is asked.</param>
/// <param name="IsRefused">True to let them in no more.</param>
public sealed record TeamsPersonRequest(IReadOnlyList<string>? Roles = null, string? CustomerId = null, bool IsRefused = false);
