using System.Globalization;
using Agent.Host.Api.Contracts;
using Agent.Host.Webhooks.Storage;

namespace Agent.Host.Portal.Operations;

/// <summary>The tenant's webhooks, and what could not be told to them.</summary>
internal static class WebhooksPage
{
    private const int PageSize = 50;

    public static void MapWebhooks(this IEndpointRouteBuilder portal) => portal.MapGet(PortalAddresses.Webhooks, ShowAsync);

    private static async Task<IResult> ShowAsync(
        PortalContext context, SubscriptionStore webhooks, DeliveryLog deliveries, CancellationToken cancellationToken, string? status = null, string? before = null)
    {
        var tenant = context.Caller.Tenant;
        var wanted = status == "all" ? null : DeliveryStatus.All.FirstOrDefault(known => known == status) ?? DeliveryStatus.Dead;
        var end = long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        var found = await deliveries.ListAsync(tenant, wanted, null, end, PageSize + 1, cancellationToken);
        return context.Page<WebhooksView>("webhooks.title", new()
        {
            [nameof(WebhooksView.Webhooks)] = (await webhooks.ListAsync(tenant, cancellationToken)).Select(webhook => WebhookResponse.From(webhook)).ToArray(),
            [nameof(WebhooksView.Deliveries)] = found.Take(PageSize).Select(delivery => WebhookDeliveryResponse.From(delivery, withBody: false)).ToArray(),
            [nameof(WebhooksView.Status)] = wanted ?? "all",
            [nameof(WebhooksView.Next)] = found.Count > PageSize ? found[PageSize - 1].Number : (long?)null,
            [nameof(WebhooksView.IsLater)] = end is not null,
        });
    }
}
