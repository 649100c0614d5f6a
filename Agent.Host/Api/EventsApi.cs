using System.Globalization;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Processes;
using Microsoft.AspNetCore.Mvc;

namespace Agent.Host.Api;

/// <summary>A conversation's events, as they happen.</summary>
internal static class EventsApi
{
    public static void MapEvents(this IEndpointRouteBuilder api) => api.MapGet("/conversations/{id}/events", ReadAsync).WithTags("Events").WithName("ReadEvents")
        .WithSummary("The events of a conversation as server-sent events, past ones first; resumable with Last-Event-ID.")
        .RequireScope(Scopes.ReadConversations, OwnedThing.Conversation)
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> ReadAsync(
        string id, [FromHeader(Name = "Last-Event-ID")] string? lastEventId, Caller caller, IConversations conversations, CancellationToken cancellationToken)
    {
        var after = 0L;
        if (!string.IsNullOrEmpty(lastEventId) && !long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            return Problems.Invalid("Last-Event-ID", "Last-Event-ID must be the number of the last event already seen.");
        var key = new ConversationKey(caller.Tenant, id);
        return PublicIds.IsPossible(id) && await conversations.FindAsync(key, cancellationToken) is not null
            ? new EventStreamResult(VisibleEvents.To(caller, conversations.ReadEventsAsync(key, after, cancellationToken: CancellationToken.None)))
            : Problems.NotFound("conversation");
    }
}
