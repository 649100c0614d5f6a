using Agent.Host.Security.Tenants;

namespace Agent.Host.Api.Contracts;

/// <summary>A tenant, for whoever runs the service.</summary>
/// <param name="Tenant">Its name in settings and tokens.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Status"><c>active</c> or <c>suspended</c>.</param>
/// <param name="SuspendedAt">Since when.</param>
/// <param name="SuspendedReason">Why.</param>
/// <param name="CreatedAt">When it was written down.</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="Settings">What is different for it.</param>
public sealed record TenantResponse(
    string Tenant, string Name, string Status, DateTimeOffset? SuspendedAt, string? SuspendedReason, DateTimeOffset CreatedAt, string CreatedBy, TenantSettings Settings)
{
    internal static TenantResponse From(TenantEntity tenant) => new(
        tenant.Tenant, tenant.Name, tenant.SuspendedAt is null ? "active" : "suspended", tenant.SuspendedAt, tenant.SuspendedReason, tenant.CreatedAt, tenant.CreatedBy,
        TenantStore.Read(tenant.Settings));
}
