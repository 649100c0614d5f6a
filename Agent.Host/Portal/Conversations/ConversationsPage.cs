using System.Globalization;
using Agent.Host.Api;
using Agent.Processes;

namespace Agent.Host.Portal.Conversations;

/// <summary>The search for conversations.</summary>
internal static class ConversationsPage
{
    public const int PageSize = 50;
    private const int LongestText = 500;

    public static void MapConversations(this IEndpointRouteBuilder portal) => portal.MapGet(PortalAddresses.Conversations, ShowAsync);

    private static async Task<IResult> ShowAsync(
        PortalContext context, IConversationSearch search, [AsParameters] ConversationFilter filter, CancellationToken cancellationToken)
    {
        var found = await search.FindAsync(context.Caller.Tenant, QueryOf(filter, context), cancellationToken);
        return context.Page<ConversationsView>("conversations.title", new()
        {
            [nameof(ConversationsView.Filter)] = filter,
            [nameof(ConversationsView.Found)] = found.Take(PageSize).ToArray(),
            [nameof(ConversationsView.Next)] = found.Count > PageSize ? found[PageSize - 1].Id : null,
        });
    }

    // What is no day, no number and no status is no filter: an address somebody wrote by hand still shows something.
    private static ConversationQuery QueryOf(ConversationFilter filter, PortalContext context) => new()
    {
        Text = filter.Q is { } text ? text.Replace('\0', ' ')[..Math.Min(text.Length, LongestText)] : null,
        CustomerId = Given(filter.Customer),
        Status = Enum.TryParse<ConversationStatus>(filter.Status, ignoreCase: true, out var status) && Enum.IsDefined(status) ? status : null,
        Category = Given(filter.Category),
        Tool = Given(filter.Tool),
        From = Day(filter.From, context),
        Before = Day(filter.To, context)?.AddDays(1),
        MinCostUsd = decimal.TryParse(filter.Cost, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cost) && cost > 0 ? cost : null,
        Rating = filter.Rating switch { "up" => FeedbackRating.Up, "down" => FeedbackRating.Down, _ => null },
        WithSandboxes = filter.Sandboxes == "on",
        After = filter.After is { } after && PublicIds.IsPossible(after) ? after : null,
        Limit = PageSize + 1,
    };

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim().Replace('\0', ' ');

    private static DateTimeOffset? Day(string? text, PortalContext context)
    {
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 1971 or > 9000)
            return null;
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new(midnight, context.Format.Zone.GetUtcOffset(midnight));
    }
}
