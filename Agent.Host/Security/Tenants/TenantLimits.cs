namespace Agent.Host.Security.Tenants;

/// <summary>How much a tenant may ask for.</summary>
/// <param name="Tenant">All its callers together.</param>
/// <param name="Caller">Each of its callers.</param>
public sealed record TenantLimits(TenantLevelLimits? Tenant = null, TenantLevelLimits? Caller = null);
