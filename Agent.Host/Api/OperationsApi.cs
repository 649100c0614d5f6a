using Agent.Host.Api.Contracts;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Host.Security.Audit;
using Agent.Processes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agent.Host.Api;

/// <summary>What operators do about conversations that are stuck, and what they see of the service.</summary>
internal static class OperationsApi
{
    private const int MostAtOnce = 500;

    public static void MapOperations(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Operations").RequireScope(Scopes.Operate).ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapPost("/conversations/{id}/retry", RetryAsync).WithName("RetryConversation")
            .WithSummary("Lets a parked conversation go on, or gives one whose last turn failed the same input again.").Audit(AuditActs.ConversationRetried)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/conversations/{id}/skip", SkipAsync).WithName("SkipTurn")
            .WithSummary("Ends the turn a parked conversation is stuck in as failed; the conversation goes on with its next input.").Audit(AuditActs.TurnSkipped)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/operations/parked", ParkedAsync).WithName("ListParked").WithSummary("The parked conversations, those longest parked first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/operations/replicas", ReplicasAsync).WithName("ListReplicas").WithSummary("The replicas that work on this database.");
    }

    private static async Task<Results<Accepted<TurnResponse>, ProblemHttpResult>> RetryAsync(
        string id, Caller caller, IOperations operations, CancellationToken cancellationToken)
    {
        if (!PublicIds.IsPossible(id) || await operations.RetryAsync(new(caller.Tenant, id), caller.DisplayName, cancellationToken) is not { } outcome)
            return Problems.NotFound("conversation");
        return outcome.Done
            ? TypedResults.Accepted(
                $"{AgentApi.Root}/conversations/{id}/turns/{TurnIds.Format(outcome.Turn)}", new TurnResponse(TurnIds.Format(outcome.Turn), ConversationStatus.Running))
            : Problems.NothingToRetry();
    }

    private static async Task<Results<Ok<ConversationResponse>, ProblemHttpResult>> SkipAsync(
        string id, Caller caller, IOperations operations, IConversations conversations, CancellationToken cancellationToken)
    {
        var key = new ConversationKey(caller.Tenant, id);
        if (!PublicIds.IsPossible(id) || await operations.SkipAsync(key, caller.DisplayName, cancellationToken) is not { } outcome)
            return Problems.NotFound("conversation");
        if (!outcome.Done)
            return Problems.NotParked();
        return await conversations.FindAsync(key, cancellationToken) is { } found
            ? TypedResults.Ok(ConversationResponse.From(found)) : Problems.NotFound("conversation");
    }

    private static async Task<Results<Ok<ItemsResponse<ParkedView>>, ProblemHttpResult>> ParkedAsync(
        Caller caller, IOperations operations, CancellationToken cancellationToken, int limit = 100) => limit is < 1 or > MostAtOnce
            ? Problems.Invalid("limit", $"limit must be from 1 to {MostAtOnce}.")
            : TypedResults.Ok(new ItemsResponse<ParkedView>(await operations.ParkedAsync(caller.Tenant, limit, cancellationToken)));

    private static async Task<Ok<ItemsResponse<ReplicaView>>> ReplicasAsync(IOperations operations, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ItemsResponse<ReplicaView>(await operations.ReplicasAsync(cancellationToken)));
}
