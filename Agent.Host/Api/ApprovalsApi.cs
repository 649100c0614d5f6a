using Agent.Host.Api.Caching;
using Agent.Host.Api.Contracts;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Host.Security.Audit;
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
        group.MapGet("/", ListAsync).WithName("ListApprovals").WithSummary("Approvals, newest first, a page at a time; all, or those of one status, conversation or approver.")
            .RequireScope(Scopes.ReadApprovals)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/{id}", GetAsync).WithName("GetApproval").WithSummary("One approval: what was asked, and what was decided.").WithETag()
            .RequireScope(Scopes.ReadApprovals, OwnedThing.Approval)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/{id}/decision", DecideAsync).WithName("DecideApproval").WithSummary("Approves or denies. Whoever is second is told who was first.").Audit(AuditActs.ApprovalDecided)
            .RequireScope(Scopes.DecideApprovals, OwnedThing.Approval).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<ItemsResponse<ApprovalResponse>>, ProblemHttpResult>> ListAsync(
        Caller caller, IApprovals approvals, Ownership ownership, CancellationToken cancellationToken,
        string? status = null, string? conversation = null, string? approver = null, string? cursor = null, int limit = 100,
        bool sandbox = false)
    {
        var wanted = default(ApprovalStatus);
        if (status is not null && (!status.All(char.IsAsciiLetter) || !Enum.TryParse(status, ignoreCase: true, out wanted)))
            return Problems.Invalid("status", $"status must be one of {string.Join(", ", Enum.GetNames<ApprovalStatus>()).ToLowerInvariant()}.");
        if (conversation is not null && !PublicIds.IsPossible(conversation))
            return Problems.Invalid("conversation", "conversation must be the id of a conversation.");
        if (approver is not (null or "customer" or "operator"))
            return Problems.Invalid("approver", "approver must be customer or operator.");
        if (limit is < 1 or > MostAtOnce)
            return Problems.Invalid("limit", $"limit must be from 1 to {MostAtOnce}.");
        if (caller.SeesOnlyOwn && conversation is null)
            return Problems.Invalid("conversation", "A customer must say which of their conversations it is about.");
        if (caller.SeesOnlyOwn && !await ownership.IsOwnAsync(caller, OwnedThing.Conversation, conversation, cancellationToken))
            return Problems.NotFound("conversation");
        var after = cursor is null ? null : ApprovalCursor.Read(cursor);
        if (cursor is not null && after is null)
            return Problems.Invalid("cursor", "cursor must be the next of the page before.");
        var query = new ApprovalQuery
        {
            Status = status is null ? null : wanted, ConversationId = conversation, Approver = approver, After = after, Limit = limit + 1, WithSandboxes = sandbox,
        };
        var found = await approvals.ListAsync(caller.Tenant, query, cancellationToken);
        return TypedResults.Ok(new ItemsResponse<ApprovalResponse>(
            [.. found.Take(limit).Select(ApprovalResponse.From)], found.Count > limit ? ApprovalCursor.Write(found[limit - 1]) : null));
    }

    private static async Task<Results<Ok<ApprovalResponse>, ProblemHttpResult>> GetAsync(string id, Caller caller, IApprovals approvals, CancellationToken cancellationToken) =>
        PublicIds.IsPossible(id) && await approvals.FindAsync(caller.Tenant, id, cancellationToken) is { } found
            ? TypedResults.Ok(ApprovalResponse.From(found)) : Problems.NotFound("approval");

    private static async Task<Results<Ok<DecidedResponse>, ProblemHttpResult>> DecideAsync(
        string id, DecisionRequest request, Caller caller, IConversations conversations, IApprovals approvals, CancellationToken cancellationToken)
    {
        if (RequestChecks.Reason(request.Reason) is { } problem)
            return problem;
        // What the policy leaves to an operator, nobody else decides; a service may only pass on what a customer decided.
        if (!caller.Roles.Contains(Caller.OperatorRole) && PublicIds.IsPossible(id)
            && await approvals.FindAsync(caller.Tenant, id, cancellationToken) is { Request.Approver: not "customer" })
        {
            return Problems.OperatorNeeded();
        }

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
