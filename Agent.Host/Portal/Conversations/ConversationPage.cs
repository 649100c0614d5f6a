using Agent.Host.Api;
using Agent.Processes;
using Agent.Processes.Prompts;

namespace Agent.Host.Portal.Conversations;

/// <summary>One conversation: what was said, every superstep, and the way through the workflow.</summary>
internal static class ConversationPage
{
    /// <summary>At most this many supersteps are shown at once; the end of a longer conversation first.</summary>
    private const int MostShown = 500;

    public static void MapConversation(this IEndpointRouteBuilder portal) => portal.MapGet(PortalAddresses.Conversations + "/{id}", ShowAsync);

    private static async Task<IResult> ShowAsync(
        string id, PortalContext context, IConversations conversations, ITimeTravel timeTravel, PromptLibrary prompts, CancellationToken cancellationToken,
        string? at = null, string? beside = null)
    {
        var key = new ConversationKey(context.Caller.Tenant, id);
        if (!PublicIds.IsPossible(id) || await conversations.FindAsync(key, cancellationToken) is not { } conversation)
            return Results.NotFound();
        var supersteps = await conversations.ReadSuperstepsAsync(key, 0, MostShown, cancellationToken);
        var chosen = int.TryParse(at, out var number) ? supersteps.FirstOrDefault(superstep => superstep.Number == number) : null;
        return context.Page<ConversationDetailView>("conversation.title", new()
        {
            [nameof(ConversationDetailView.Conversation)] = conversation,
            [nameof(ConversationDetailView.Transcript)] = await conversations.ReadTranscriptAsync(key, cancellationToken),
            [nameof(ConversationDetailView.Supersteps)] = supersteps,
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
                ? new(found, await conversations.ReadSuperstepsAsync(otherKey, 0, MostShown, cancellationToken), await conversations.ReadTranscriptAsync(otherKey, cancellationToken))
                : null;
        }
    }
}
