using Agent.Host.Security.Tenants;

namespace Agent.Host.Api.Contracts;

/// <summary>A new tenant.</summary>
/// <param name="Tenant">Its name in settings and tokens: 1 to 63 lower-case letters, digits, <c>-</c> and <c>_</c>.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Settings">What is different for it.</param>
public sealed record TenantRequest(string Tenant, string Name, TenantSettings? Settings = null);
