using Agent.Host.Api.Contracts;
using Agent.Host.Security.Keys;

namespace Agent.Host.Portal.Operations;

/// <summary>The tenant's API keys.</summary>
internal static class KeysPage
{
    public static void MapKeys(this IEndpointRouteBuilder portal) => portal.MapGet(PortalAddresses.Keys, async (
        PortalContext context, ApiKeyStore keys, CancellationToken cancellationToken) => context.Page<KeysView>("keys.title", new()
        {
            [nameof(KeysView.Keys)] = (await keys.ListAsync(context.Caller.Tenant, cancellationToken)).Select(key => ApiKeyResponse.From(key, context.Format.Now)).ToArray(),
        }));
}
