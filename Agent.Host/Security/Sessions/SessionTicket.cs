namespace Agent.Host.Security.Sessions;

/// <summary>Who a browser's session is.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Id">The id in the tenant.</param>
/// <param name="Roles">The roles, with what they imply.</param>
/// <param name="Tier">The tier.</param>
/// <param name="Team">The team.</param>
internal sealed record SessionTicket(string Tenant, string Id, IReadOnlyList<string> Roles, string? Tier, string? Team);
