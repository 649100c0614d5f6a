using System.Globalization;
using Agent.Host.Api.Contracts;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Processes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agent.Host.Api;

/// <summary>The past of a conversation: every committed superstep.</summary>
internal static class CheckpointsApi
{
    private const int MostAtOnce = 500;
    private const string Full = "full";

    public static void MapCheckpoints(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/conversations/{id}/checkpoints").WithTags("Checkpoints").RequireScope(Scopes.InspectConversations);
        group.MapGet("/", ListAsync).WithName("ListCheckpoints").WithSummary("The supersteps, oldest first: what ran, what changed, what was called.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{number}", GetAsync).WithName("GetCheckpoint").WithSummary("One superstep, and the state of every step after it; with requests=full also what models were asked.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{from}/diff/{to}", DiffAsync).WithName("DiffCheckpoints").WithSummary("What is different between two supersteps, forwards or backwards.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<ItemsResponse<SuperstepView>>, ProblemHttpResult>> ListAsync(
        string id, Caller caller, IConversations conversations, CancellationToken cancellationToken, int after = 0, int limit = 100)
    {
        if (after < 0 || limit is < 1 or > MostAtOnce)
            return Problems.Invalid("limit", $"after must not be negative, and limit must be from 1 to {MostAtOnce}.");
        var key = new ConversationKey(caller.Tenant, id);
        if (!PublicIds.IsPossible(id) || await conversations.FindAsync(key, cancellationToken) is null)
            return Problems.NotFound("conversation");
        var found = await conversations.ReadSuperstepsAsync(key, after, limit + 1, cancellationToken);
        return TypedResults.Ok(found.Count > limit
            ? new ItemsResponse<SuperstepView>([.. found.Take(limit)], found[limit - 1].Number.ToString(CultureInfo.InvariantCulture))
            : new ItemsResponse<SuperstepView>(found));
    }

    private static async Task<Results<Ok<CheckpointView>, ProblemHttpResult>> GetAsync(
        string id, string number, Caller caller, IConversations conversations, ITimeTravel timeTravel, CancellationToken cancellationToken, string? requests = null)
    {
        if (requests is not (null or Full))
            return Problems.Invalid("requests", $"requests can only be {Full}.");
        var key = new ConversationKey(caller.Tenant, id);
        if (!PublicIds.IsPossible(id) || !int.TryParse(number, out var superstep) || superstep <= 0
            || await conversations.ReadCheckpointAsync(key, superstep, cancellationToken) is not { } found)
            return Problems.NotFound("checkpoint");
        return TypedResults.Ok(requests is null ? found : found with { Requests = await timeTravel.ReadRequestsAsync(key, superstep, cancellationToken) });
    }

    private static async Task<Results<Ok<CheckpointDiff>, ProblemHttpResult>> DiffAsync(
        string id, string from, string to, Caller caller, ITimeTravel timeTravel, CancellationToken cancellationToken) =>
        PublicIds.IsPossible(id) && int.TryParse(from, out var first) && int.TryParse(to, out var last)
        && await timeTravel.DiffAsync(new(caller.Tenant, id), first, last, cancellationToken) is { } diff
            ? TypedResults.Ok(diff) : Problems.NotFound("checkpoint");
}
