using Agent.Host.Api.Contracts;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Processes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agent.Host.Api;

/// <summary>What people think of answers.</summary>
internal static class FeedbackApi
{
    public static void MapFeedback(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/conversations/{id}/feedback").WithTags("Feedback").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/", GiveAsync).WithName("GiveFeedback")
            .WithSummary("A thumb, and a comment if there is one, for an answer: the last one, unless a turn is named. The same caller's earlier one is replaced.")
            .RequireScope(Scopes.WriteConversations, OwnedThing.Conversation).ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/", ListAsync).WithName("ListFeedback").WithSummary("All feedback of a conversation, in the order of its answers. For operators.")
            .RequireScope(Scopes.Operate).ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static async Task<Results<Ok<FeedbackView>, ProblemHttpResult>> GiveAsync(
        string id, FeedbackRequest request, Caller caller, IFeedback feedback, CancellationToken cancellationToken)
    {
        if (RequestChecks.Comment(request.Comment) is { } problem)
            return problem;
        var turn = TurnIds.Parse(request.TurnId);
        if (request.TurnId is not null && turn is null)
            return Problems.Invalid("turnId", "turnId must be the id of a turn, such as t3.");
        return PublicIds.IsPossible(id)
            && await feedback.GiveAsync(new(caller.Tenant, id), new(caller.DisplayName, request.Rating, request.Comment, turn), cancellationToken) is { } given
                ? TypedResults.Ok(given) : Problems.NotFound("answer");
    }

    private static async Task<Results<Ok<ItemsResponse<FeedbackView>>, ProblemHttpResult>> ListAsync(
        string id, Caller caller, IFeedback feedback, IConversations conversations, CancellationToken cancellationToken)
    {
        var key = new ConversationKey(caller.Tenant, id);
        return PublicIds.IsPossible(id) && await conversations.FindAsync(key, cancellationToken) is not null
            ? TypedResults.Ok(new ItemsResponse<FeedbackView>(await feedback.ListAsync(key, cancellationToken)))
            : Problems.NotFound("conversation");
    }
}
