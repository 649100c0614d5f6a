namespace Agent.Host.Api.Contracts;

/// <summary>A directory is to be a tenant's.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="AdmitsGuests">Whether people may write to the bot of whom nothing is written down.</param>
public sealed record TeamsDirectoryRequest(string Tenant, bool AdmitsGuests = true);
