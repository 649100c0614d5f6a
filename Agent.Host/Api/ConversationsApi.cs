using Agent.Host.Api.Caching;
using Agent.Host.Api.Contracts;
using Agent.Host.Api.Idempotency;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Host.Security.Audit;
using Agent.Host.Security.Tenants;
using Agent.Processes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agent.Host.Api;

/// <summary>Conversations: start, look, end.</summary>
internal static class ConversationsApi
{
    public static void MapConversations(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/conversations").WithTags("Conversations");
        group.MapPost("/", StartAsync).WithName("StartConversation").WithSummary("Starts a conversation. Nothing runs until its first message.")
            .RequireScope(Scopes.WriteConversations).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/{id}", GetAsync).WithName("GetConversation").WithSummary("Where a conversation stands, what it waits for and what it has used.").WithETag()
            .RequireScope(Scopes.ReadConversations, OwnedThing.Conversation)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/{id}/cancel", CancelAsync).WithName("CancelConversation").WithSummary("Ends a conversation: nothing more is done in it.").Audit(AuditActs.ConversationCancelled)
            .RequireScope(Scopes.WriteConversations, OwnedThing.Conversation)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Created<StartedResponse>, ProblemHttpResult>> StartAsync(
        ConversationRequest request, Caller caller, HttpContext http, IConversations conversations, TenantDirectory tenants, CancellationToken cancellationToken)
    {
        if (RequestChecks.Conversation(request) is { } problem)
            return problem;
        if (caller.SeesOnlyOwn && request.CustomerId.Trim() != caller.Id)
            return Problems.OwnOnly();
        if ((await tenants.FindAsync(caller.Tenant, cancellationToken)).Settings.Workflows is { } allowed && !allowed.Contains(request.Workflow))
            return Problems.Invalid("workflow", $"The tenant uses {string.Join(", ", allowed)}.");
        if (conversations.Workflows.All(workflow => workflow.Name != request.Workflow))
            return Problems.Invalid("workflow", $"There is no workflow of that name; there is {string.Join(", ", conversations.Workflows.Select(workflow => workflow.Name).Distinct())}.");
        var started = await conversations.StartAsync(
            caller.Tenant,
            new()
            {
                CustomerId = request.CustomerId.Trim(), Workflow = request.Workflow, Channel = request.Channel, Priority = request.Priority, Metadata = request.Metadata,
                Id = http.Features.Get<ReservedId>()?.Value,
            },
            cancellationToken);
        return TypedResults.Created($"{AgentApi.Root}/conversations/{started.Id}", new StartedResponse(started.Id, started.Status));
    }

    private static async Task<Results<Ok<ConversationResponse>, ProblemHttpResult>> GetAsync(
        string id, Caller caller, IConversations conversations, CancellationToken cancellationToken) =>
        PublicIds.IsPossible(id) && await conversations.FindAsync(new(caller.Tenant, id), cancellationToken) is { } found
            ? TypedResults.Ok(ConversationResponse.From(found)) : Problems.NotFound("conversation");

    private static async Task<Results<Ok<ConversationResponse>, ProblemHttpResult>> CancelAsync(
        string id, Caller caller, IConversations conversations, CancellationToken cancellationToken)
    {
        if (!PublicIds.IsPossible(id) || await conversations.CancelAsync(new(caller.Tenant, id), caller.DisplayName, cancellationToken) is not { } cancelled)
            return Problems.NotFound("conversation");
        return cancelled ? await GetAsync(id, caller, conversations, cancellationToken) : Problems.ConversationEnded();
    }
}
