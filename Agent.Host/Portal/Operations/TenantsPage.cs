using Agent.Host.Api.Contracts;
using Agent.Host.Security.Tenants;

namespace Agent.Host.Portal.Operations;

/// <summary>The tenants of the service, for whoever runs it.</summary>
internal static class TenantsPage
{
    private const int PageSize = 100;

    public static void MapTenants(this IEndpointRouteBuilder portal) => portal.MapGet(PortalAddresses.Tenants, async (
        PortalContext context, TenantStore tenants, CancellationToken cancellationToken, string? after = null) =>
        {
            var found = await tenants.ListAsync(after?.Replace('\0', ' ') ?? "", cancellationToken);
            return context.Page<TenantsView>("tenants.title", new()
            {
                [nameof(TenantsView.Tenants)] = found.Take(PageSize).Select(TenantResponse.From).ToArray(),
                [nameof(TenantsView.Next)] = found.Count > PageSize ? found[PageSize - 1].Tenant : null,
            });
        });
}
