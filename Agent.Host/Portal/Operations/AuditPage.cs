using System.Globalization;
using Agent.Host.Security.Audit;

namespace Agent.Host.Portal.Operations;

/// <summary>Who did what, newest first.</summary>
internal static class AuditPage
{
    private const int PageSize = 100;

    public static void MapAudit(this IEndpointRouteBuilder portal) => portal.MapGet(PortalAddresses.Audit, ShowAsync);

    private static async Task<IResult> ShowAsync(
        PortalContext context, AuditStore audit, CancellationToken cancellationToken, string? act = null, string? actor = null, string? before = null)
    {
        var end = long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
        var who = string.IsNullOrWhiteSpace(actor) ? null : actor.Trim().Replace('\0', ' ');
        var what = AuditActs.All.FirstOrDefault(known => known == act);
        var found = await audit.ReadBackAsync(context.Caller.Tenant, end, PageSize + 1, what, who, cancellationToken);
        return context.Page<AuditView>("audit.title", new()
        {
            [nameof(AuditView.Rows)] = found.Take(PageSize).ToArray(),
            [nameof(AuditView.Next)] = found.Count > PageSize ? found[PageSize - 1].Number : (long?)null,
            [nameof(AuditView.Act)] = what,
            [nameof(AuditView.Actor)] = who,
            [nameof(AuditView.IsLater)] = end < long.MaxValue,
        });
    }
}
