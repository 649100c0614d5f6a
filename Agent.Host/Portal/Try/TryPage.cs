using Agent.Host.Api;
using Agent.Processes;

namespace Agent.Host.Portal.Try;

/// <summary>A chat as a customer of the sample shop.</summary>
internal static class TryPage
{
    public static void MapTry(this IEndpointRouteBuilder portal)
    {
        portal.MapGet(PortalAddresses.Try, (PortalContext context) => context.Page<TryView>("try.title", []));
        portal.MapGet(PortalAddresses.Try + "/{id}", TalkAsync);
    }

    private static async Task<IResult> TalkAsync(string id, PortalContext context, IConversations conversations, CancellationToken cancellationToken)
    {
        var key = new ConversationKey(context.Caller.Tenant, id);
        if (!PublicIds.IsPossible(id) || await conversations.FindAsync(key, cancellationToken) is not { } conversation)
            return Results.NotFound();
        var transcript = await conversations.ReadTranscriptAsync(key, cancellationToken);
        return context.Page<TalkView>("try.title", new() { [nameof(TalkView.Conversation)] = conversation, [nameof(TalkView.Transcript)] = transcript });
    }
}
