using Agent.Host.Api.Contracts;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Host.Security.Audit;
using Agent.Processes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agent.Host.Api;

/// <summary>A person takes a conversation over, writes in it, and hands it back.</summary>
internal static class TakeOversApi
{
    public static void MapTakeOvers(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/conversations/{id}").WithTags("Take-over").RequireScope(Scopes.Operate)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/claim", ClaimAsync).WithName("ClaimConversation")
            .WithSummary("Takes a conversation over: from now on nothing of the agent is delivered, until it is released.").Audit(AuditActs.ConversationClaimed)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/reply", WriteAsync).WithName("WriteAsOperator").WithSummary("Writes to the customer in the agent's place. Only who has claimed the conversation may.")
            .Audit(AuditActs.OperatorWrote)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        group.MapPost("/release", ReleaseAsync).WithName("ReleaseConversation").WithSummary("Hands a conversation back to the agent, with a note.").Audit(AuditActs.ConversationReleased)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/claims", ListAsync).WithName("ListClaims").WithSummary("Who has had the conversation, since when, and what they noted; oldest first.");
    }

    private static async Task<Results<Ok<ConversationResponse>, ProblemHttpResult>> ClaimAsync(
        string id, ClaimRequest? request, Caller caller, ITakeOvers takeOvers, IConversations conversations, CancellationToken cancellationToken)
    {
        if (RequestChecks.Reason(request?.Reason) is { } problem)
            return problem;
        var key = new ConversationKey(caller.Tenant, id);
        var outcome = PublicIds.IsPossible(id) ? await takeOvers.ClaimAsync(key, caller.DisplayName, request?.Reason, cancellationToken) : null;
        return await AnswerAsync(key, outcome, conversations, cancellationToken);
    }

    private static async Task<Results<Ok<TranscriptEntry>, ProblemHttpResult>> WriteAsync(
        string id, MessageRequest request, Caller caller, ITakeOvers takeOvers, CancellationToken cancellationToken)
    {
        if (RequestChecks.Message(request.Text, null) is { } problem)
            return problem;
        var outcome = PublicIds.IsPossible(id) ? await takeOvers.WriteAsync(new(caller.Tenant, id), caller.DisplayName, request.Text, cancellationToken) : null;
        return outcome?.Written is { } written ? TypedResults.Ok(written) : Refuse(outcome);
    }

    private static async Task<Results<Ok<ConversationResponse>, ProblemHttpResult>> ReleaseAsync(
        string id, ReleaseRequest? request, Caller caller, ITakeOvers takeOvers, IConversations conversations, CancellationToken cancellationToken)
    {
        if (RequestChecks.Reason(request?.Note, "note") is { } problem)
            return problem;
        var key = new ConversationKey(caller.Tenant, id);
        var outcome = PublicIds.IsPossible(id) ? await takeOvers.ReleaseAsync(key, caller.DisplayName, request?.Note, cancellationToken) : null;
        return await AnswerAsync(key, outcome, conversations, cancellationToken);
    }

    private static async Task<Results<Ok<ItemsResponse<TakeOverView>>, ProblemHttpResult>> ListAsync(
        string id, Caller caller, ITakeOvers takeOvers, IConversations conversations, CancellationToken cancellationToken)
    {
        var key = new ConversationKey(caller.Tenant, id);
        return PublicIds.IsPossible(id) && await conversations.FindAsync(key, cancellationToken) is not null
            ? TypedResults.Ok(new ItemsResponse<TakeOverView>(await takeOvers.ListAsync(key, cancellationToken)))
            : Problems.NotFound("conversation");
    }

    private static async Task<Results<Ok<ConversationResponse>, ProblemHttpResult>> AnswerAsync(
        ConversationKey key, TakeOverOutcome? outcome, IConversations conversations, CancellationToken cancellationToken) =>
        outcome is { Result: TakeOverResult.Done } && await conversations.FindAsync(key, cancellationToken) is { } found
            ? TypedResults.Ok(ConversationResponse.From(found)) : Refuse(outcome);

    private static ProblemHttpResult Refuse(TakeOverOutcome? outcome) => outcome?.Result switch
    {
        TakeOverResult.ClaimedByAnother => Problems.ClaimedByAnother(outcome.ClaimedBy!),
        TakeOverResult.NotClaimed => Problems.NotClaimed(),
        TakeOverResult.Ended => Problems.ConversationEnded(),
        _ => Problems.NotFound("conversation"),
    };
}
