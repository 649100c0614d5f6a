namespace Agent.Host.Teams.Identities;

/// <summary>Who somebody in Teams is here.</summary>
/// <param name="Tenant">Our tenant.</param>
/// <param name="CustomerId">The customer they are; null for a guest, who is asked.</param>
internal sealed record TeamsIdentity(string Tenant, string? CustomerId);
