using Agent.Host.Api.Contracts;
using Agent.Host.Security;
using Agent.Processes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agent.Host.Api;

/// <summary>Approvals: what waits for a person, and the person's decision.</summary>
internal static class ApprovalsApi
{
    private const int MostAtOnce = 500;

    public static void MapApprovals(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/approvals").WithTags("Approvals");
        group.MapGet("/", ListAsync).WithName("ListApprovals").WithSummary("Approvals, newest first; all, or those in one status.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapPost("/{id}/decision", DecideAsync).WithName("DecideApproval").WithSummary("Approves or denies. Whoever is second is told who was first.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<ItemsResponse<ApprovalResponse>>, ProblemHttpResult>> ListAsync(
        Caller caller, IConversations conversations, CancellationToken cancellationToken, string? status = null, int limit = 100)
    {
        var wanted = default(ApprovalStatus);
        if (status is not null && (!status.All(char.IsAsciiLetter) || !Enum.TryParse(status, ignoreCase: true, out wanted)))
            return Problems.Invalid("status", $"status must be one of {string.Join(", ", Enum.GetNames<ApprovalStatus>()).ToLowerInvariant()}.");
        if (limit is < 1 or > MostAtOnce)
            return Problems.Invalid("limit", $"limit must be from 1 to {MostAtOnce}.");
        var found = await conversations.ListApprovalsAsync(caller.Tenant, status is null ? null : wanted, limit, cancellationToken);
        return TypedResults.Ok(new ItemsResponse<ApprovalResponse>([.. found.Select(ApprovalResponse.From)]));
    }

    private static async Task<Results<Ok<DecidedResponse>, ProblemHttpResult>> DecideAsync(
        string id, DecisionRequest request, Caller caller, IConversations conversations, CancellationToken cancellationToken)
    {
        if (RequestChecks.Reason(request.Reason) is { } problem)
            return problem;
        if (!PublicIds.IsPossible(id)
            || await conversations.DecideAsync(caller.Tenant, id, request.Decision == Verdict.Approve, request.Reason, caller.DisplayName, cancellationToken) is not { } outcome)
        {
            return Problems.NotFound("approval");
        }

        return outcome.Accepted
            ? TypedResults.Ok(new DecidedResponse(ApprovalResponse.From(outcome.Approval), TurnIds.Format(outcome.Turn)))
            : Problems.AlreadyDecided(outcome.Approval);
    }
}
