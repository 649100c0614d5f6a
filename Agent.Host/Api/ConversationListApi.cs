using System.Globalization;
using Agent.Host.Api.Contracts;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Processes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agent.Host.Api;

/// <summary>Conversations: find them again.</summary>
internal static class ConversationListApi
{
    private const int MostAtOnce = 200;
    private const int LongestText = 500;
    private static readonly string[] s_times = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK"];

    public static void MapConversationList(this IEndpointRouteBuilder api) => api.MapGet("/conversations", ListAsync).WithTags("Conversations").WithName("ListConversations")
        .WithSummary("Conversations, newest first, a page at a time; a customer's own ones only.")
        .RequireScope(Scopes.ReadConversations)
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Results<Ok<ItemsResponse<ListedConversation>>, ProblemHttpResult>> ListAsync(
        Caller caller, [FromServices] IConversationSearch search, CancellationToken cancellationToken,
        string? status = null, string? customer = null, string? category = null, string? text = null, string? from = null, string? to = null,
        string? cursor = null, int limit = 50, bool sandbox = false)
    {
        var faults = new Dictionary<string, string[]>();
        var after = cursor is null ? null : ConversationCursor.Read(cursor);
        if (cursor is not null && after is null)
            faults["cursor"] = ["cursor must be the next of the page before."];
        if (limit is < 1 or > MostAtOnce)
            faults["limit"] = [$"limit must be from 1 to {MostAtOnce}."];
        if (category is not null && caller.SeesOnlyOwn)
            faults["category"] = ["category is not for customers."];
        Name("customer", customer);
        Name("category", category);
        if (text is not null && (string.IsNullOrWhiteSpace(text) || text.Length > LongestText || text.Contains('\0', StringComparison.Ordinal)))
            faults["text"] = [$"text must have 1 to {LongestText} characters and no NUL."];
        var query = new ConversationQuery
        {
            Status = ReadStatus(status, faults), CustomerId = caller.SeesOnlyOwn ? caller.Id : customer, Category = category, Text = text, WithSandboxes = sandbox && !caller.SeesOnlyOwn,
            From = ReadTime("from", from, faults), Before = ReadTime("to", to, faults), After = after, Limit = limit + 1,
        };
        if (faults.Count > 0)
            return Problems.Invalid(faults);
        if (caller.SeesOnlyOwn && customer is not null && customer != caller.Id)
            return Problems.OwnOnly();
        var found = await search.ListAsync(caller.Tenant, query, cancellationToken);
        return TypedResults.Ok(new ItemsResponse<ListedConversation>(
            [.. found.Take(limit).Select(item => ListedConversation.From(item, caller.SeesOnlyOwn))], found.Count > limit ? ConversationCursor.Write(found[limit - 1].Id) : null));

        void Name(string field, string? value)
        {
            if (value is not null && (value.Length is 0 or > 200 || value.Any(char.IsControl)))
                faults.TryAdd(field, [$"{field} must have 1 to 200 characters, and no control characters."]);
        }
    }

    private static ConversationStatus? ReadStatus(string? status, Dictionary<string, string[]> faults)
    {
        if (status is null)
            return null;
        if (status.Length > 0 && status.All(char.IsAsciiLetter) && Enum.TryParse<ConversationStatus>(status, ignoreCase: true, out var wanted))
            return wanted;
        faults["status"] = [$"status must be one of {string.Join(", ", Enum.GetNames<ConversationStatus>()).ToLowerInvariant()}."];
        return null;
    }

    private static DateTimeOffset? ReadTime(string field, string? value, Dictionary<string, string[]> faults)
    {
        if (value is null)
            return null;
        if (DateTimeOffset.TryParseExact(value, s_times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time;
        faults[field] = [$"{field} must be a time such as 2026-11-21T09:30:00Z, or a day such as 2026-11-21."];
        return null;
    }
}
