using Agent.Host.Api.Contracts;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Host.Security.Audit;
using Agent.Processes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agent.Host.Api;

/// <summary>Forks: a conversation that shares the past of another one and goes its own way.</summary>
internal static class ForksApi
{
    public static void MapForks(this IEndpointRouteBuilder api) => api.MapGroup("/conversations/{id}").WithTags("Checkpoints")
        .MapPost("/fork", ForkAsync).Audit(AuditActs.ConversationForked).RequireScope(Scopes.InspectConversations).WithName("ForkConversation").WithSummary("Goes back to a superstep and on from there, in a conversation of its own: a sandbox, unless it shall be live.")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Created<ConversationResponse>, ProblemHttpResult>> ForkAsync(
        string id, ForkConversationRequest request, Caller caller, IForks forks, CancellationToken cancellationToken)
    {
        if (RequestChecks.Reason(request.Reason) is { } problem)
            return problem;
        if (request.Live && !caller.Roles.Contains(Caller.OperatorRole))
            return Problems.OperatorNeeded();
        if (request.Live && string.IsNullOrWhiteSpace(request.Reason))
            return Problems.Invalid("reason", "A fork that is live needs a reason: it acts on real customers and real money.");
        if (!PublicIds.IsPossible(id) || await forks.ForkAsync(new(caller.Tenant, id), Of(request, caller), cancellationToken) is not { } outcome)
            return Problems.NotFound("checkpoint");
        return outcome.Fork is { } fork
            ? TypedResults.Created($"{AgentApi.Root}/conversations/{fork.Id}", ConversationResponse.From(fork))
            : Problems.ForkRefused(outcome.Faults);
    }

    private static ForkRequest Of(ForkConversationRequest request, Caller caller) => new()
    {
        Checkpoint = request.Checkpoint,
        States = request.States,
        Prompts = request.Prompts,
        Approval = request.Approval,
        Live = request.Live,
        RequestedBy = caller.DisplayName,
        Reason = request.Reason,
    };
}
