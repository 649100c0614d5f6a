using Agent.Host.Portal.Insight;
using Agent.Processes.Costs.Usage;

namespace Agent.Host.Portal.Spending;

/// <summary>What model calls used and cost in a range of days, by one dimension: what <c>GET /api/v1/usage</c> answers.</summary>
internal static class SpendingPage
{
    private const int MostLines = 200;

    public static void MapSpending(this IEndpointRouteBuilder portal) => portal.MapGet(PortalAddresses.Usage, ShowAsync);

    private static async Task<IResult> ShowAsync(
        PortalContext context, IUsage usage, CancellationToken cancellationToken, string? by = null, string? from = null, string? to = null)
    {
        var (first, last) = InsightPage.Range(context, from, to);
        var dimension = Enum.GetValues<UsageDimension>().FirstOrDefault(known => string.Equals(known.ToString(), by, StringComparison.OrdinalIgnoreCase), UsageDimension.Feature);
        return context.Page<SpendingView>("usage.title", new()
        {
            [nameof(SpendingView.Data)] = await usage.ReadAsync(context.Caller.Tenant, new(dimension, first, last, Limit: MostLines), cancellationToken),
        });
    }
}
