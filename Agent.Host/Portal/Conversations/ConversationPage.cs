using System.Globalization;
using Agent.Host.Api;
using Agent.Processes;
using Agent.Processes.Prompts;

namespace Agent.Host.Portal.Conversations;

/// <summary>One conversation: what was said, every superstep, and the way through the workflow.</summary>
internal static class ConversationPage
{
    private const int MostCompared = 500;

    public static void MapConversation(this IEndpointRouteBuilder portal) => portal.MapGet(PortalAddresses.Conversations + "/{id}", ShowAsync);

    private static async Task<IResult> ShowAsync(
        string id, PortalContext context, IConversations conversations, ITimeTravel timeTravel, ITakeOvers takeOvers, IFeedback feedback, PromptLibrary prompts,
        CancellationToken cancellationToken, string? at = null, string? beside = null, string? from = null)
    {
        var key = new ConversationKey(context.Caller.Tenant, id);
        if (!PublicIds.IsPossible(id) || await conversations.FindAsync(key, cancellationToken) is not { } conversation)
            return Results.NotFound();
        var wanted = int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        var pages = SuperstepPages.Of(
            await conversations.CountSuperstepsAsync(key, cancellationToken), wanted, int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : null);
        var supersteps = await conversations.ReadSuperstepsAsync(key, pages.First - 1, SuperstepPages.Size, cancellationToken);
        var transcript = await conversations.ReadTranscriptAsync(key, cancellationToken);
        var chosen = wanted is not null ? supersteps.FirstOrDefault(superstep => superstep.Number == wanted) : null;
        return context.Page<ConversationDetailView>("conversation.title", new()
        {
            [nameof(ConversationDetailView.Conversation)] = conversation,
            [nameof(ConversationDetailView.Transcript)] = transcript,
            [nameof(ConversationDetailView.Supersteps)] = supersteps,
            [nameof(ConversationDetailView.Pages)] = pages,
            [nameof(ConversationDetailView.Claims)] = await takeOvers.ListAsync(key, cancellationToken),
            [nameof(ConversationDetailView.Ratings)] = RatingsOf(transcript, await feedback.ListAsync(key, cancellationToken)),
            [nameof(ConversationDetailView.Graph)] = WorkflowDrawing.Of(conversations.Workflows.LastOrDefault(
                workflow => workflow.Name == conversation.Workflow && workflow.Version == conversation.WorkflowVersion), supersteps, chosen?.TurnId),
            [nameof(ConversationDetailView.Chosen)] = chosen is null ? null : await DetailAsync(chosen),
            [nameof(ConversationDetailView.Branches)] = beside is not null && PublicIds.IsPossible(beside) ? await CompareAsync(beside) : null,
        });

        async Task<SuperstepDetail> DetailAsync(SuperstepView superstep)
        {
            var diff = await timeTravel.DiffAsync(key, superstep.Number - 1, superstep.Number, cancellationToken);
            var checkpoint = await conversations.ReadCheckpointAsync(key, superstep.Number, cancellationToken);
            var asksModel = superstep.Activities.ValueKind is System.Text.Json.JsonValueKind.Array
                && superstep.Activities.EnumerateArray().Any(activity => activity.TryGetProperty("kind", out var kind) && kind.GetString() == "model");
            var requests = asksModel ? await timeTravel.ReadRequestsAsync(key, superstep.Number, cancellationToken) : null;
            return new(superstep, diff, checkpoint?.States ?? new Dictionary<string, System.Text.Json.JsonElement>(), requests ?? [],
                [.. prompts.Prompts.Where(prompt => !prompt.IsInForce).OrderBy(prompt => prompt.Name, StringComparer.Ordinal)]);
        }

        async Task<BranchComparison?> CompareAsync(string other)
        {
            var otherKey = new ConversationKey(context.Caller.Tenant, other);
            return await conversations.FindAsync(otherKey, cancellationToken) is { } found
                ? new(found, await conversations.ReadSuperstepsAsync(otherKey, 0, MostCompared, cancellationToken), await conversations.ReadTranscriptAsync(otherKey, cancellationToken))
                : null;
        }
    }

    // A rating is of a turn: it stands under the last thing that was said to the customer in it.
    private static IReadOnlyList<IReadOnlyList<FeedbackView>> RatingsOf(IReadOnlyList<TranscriptEntry> transcript, IReadOnlyList<FeedbackView> ratings)
    {
        var ofTurn = ratings.ToLookup(rating => rating.TurnId);
        var answers = transcript.Select((entry, index) => (entry, index)).Where(line => line.entry.Role != "customer")
            .GroupBy(line => line.entry.TurnId).ToDictionary(turn => turn.Last().index, turn => turn.Key);
        return [.. transcript.Select((_, index) => answers.TryGetValue(index, out var turn) ? (IReadOnlyList<FeedbackView>)[.. ofTurn[turn]] : [])];
    }
}
