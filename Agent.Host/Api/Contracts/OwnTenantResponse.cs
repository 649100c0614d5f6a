using Agent.Host.Security.Tenants;

namespace Agent.Host.Api.Contracts;

/// <summary>The caller's tenant, as its clients need it.</summary>
/// <param name="Tenant">Its name.</param>
/// <param name="Branding">How it shows itself to its customers.</param>
/// <param name="Workflows">The workflows its conversations may use; left out when it is all of them.</param>
public sealed record OwnTenantResponse(string Tenant, TenantBranding? Branding, IReadOnlyList<string>? Workflows);
