using System.Globalization;
using System.Text;
using Agent.Processes;

namespace Agent.Host.Portal.Insight;

/// <summary>What happened in a range of days, as charts with their tables, and as CSV.</summary>
internal static class InsightPage
{
    private const int MostDays = 366;
    private const int DefaultDays = 30;

    public static void MapInsight(this IEndpointRouteBuilder portal)
    {
        portal.MapGet(PortalAddresses.Insight, ShowAsync);
        portal.MapGet(PortalAddresses.Insight + "/days.csv", DownloadAsync);
    }

    private static async Task<IResult> ShowAsync(
        PortalContext context, IConversationSearch search, CancellationToken cancellationToken, string? from = null, string? to = null)
    {
        var (first, last) = Range(context, from, to);
        return context.Page<InsightView>("insight.title", new()
        {
            [nameof(InsightView.From)] = first,
            [nameof(InsightView.To)] = last,
            [nameof(InsightView.Data)] = await search.ReadInsightAsync(context.Caller.Tenant, first, last, cancellationToken),
        });
    }

    private static async Task<IResult> DownloadAsync(
        PortalContext context, IConversationSearch search, CancellationToken cancellationToken, string? from = null, string? to = null)
    {
        var (first, last) = Range(context, from, to);
        var data = await search.ReadInsightAsync(context.Caller.Tenant, first, last, cancellationToken);
        var csv = new StringBuilder("day,conversations,escalated,completed\r\n");
        foreach (var day in data.Days)
            csv.Append(CultureInfo.InvariantCulture, $"{day.Day:yyyy-MM-dd},{day.Conversations},{day.Escalated},{day.Completed}\r\n");
        return Results.File(Encoding.UTF8.GetBytes(csv.ToString()), "text/csv; charset=utf-8", $"insight-{first:yyyy-MM-dd}-{last:yyyy-MM-dd}.csv");
    }

    // What is no range becomes the last month: an address somebody wrote by hand still shows something.
    internal static (DateOnly First, DateOnly Last) Range(PortalContext context, string? from, string? to)
    {
        var today = DateOnly.FromDateTime(context.Format.Now.UtcDateTime);
        var last = Day(to) ?? today;
        var first = Day(from) ?? last.AddDays(1 - DefaultDays);
        return first > last || last.DayNumber - first.DayNumber >= MostDays ? (last.AddDays(1 - DefaultDays), last) : (first, last);
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9000 ? day : null;
}
