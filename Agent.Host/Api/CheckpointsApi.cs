using Agent.Host.Api.Contracts;
using Agent.Host.Security;
using Agent.Processes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agent.Host.Api;

/// <summary>The past of a conversation: every committed superstep.</summary>
internal static class CheckpointsApi
{
    private const int MostAtOnce = 500;

    public static void MapCheckpoints(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/conversations/{id}/checkpoints").WithTags("Checkpoints");
        group.MapGet("/", ListAsync).WithName("ListCheckpoints").WithSummary("The supersteps, oldest first: what ran, what changed, what was called.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{number}", GetAsync).WithName("GetCheckpoint").WithSummary("The state of every step as it was after one superstep.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<ItemsResponse<SuperstepView>>, ProblemHttpResult>> ListAsync(
        string id, Caller caller, IConversations conversations, CancellationToken cancellationToken, int after = 0, int limit = 100)
    {
        if (after < 0 || limit is < 1 or > MostAtOnce)
            return Problems.Invalid("limit", $"after must not be negative, and limit must be from 1 to {MostAtOnce}.");
        var key = new ConversationKey(caller.Tenant, id);
        return PublicIds.IsPossible(id) && await conversations.FindAsync(key, cancellationToken) is not null
            ? TypedResults.Ok(new ItemsResponse<SuperstepView>(await conversations.ReadSuperstepsAsync(key, after, limit, cancellationToken)))
            : Problems.NotFound("conversation");
    }

    private static async Task<Results<Ok<CheckpointView>, ProblemHttpResult>> GetAsync(
        string id, string number, Caller caller, IConversations conversations, CancellationToken cancellationToken) =>
        PublicIds.IsPossible(id) && int.TryParse(number, out var superstep) && superstep > 0
        && await conversations.ReadCheckpointAsync(new(caller.Tenant, id), superstep, cancellationToken) is { } found
            ? TypedResults.Ok(found) : Problems.NotFound("checkpoint");
}
