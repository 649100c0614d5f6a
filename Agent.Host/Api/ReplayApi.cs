using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Processes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agent.Host.Api;

/// <summary>Running a stored conversation again from its record.</summary>
internal static class ReplayApi
{
    public static void MapReplay(this IEndpointRouteBuilder api) =>
        api.MapPost("/conversations/{id}/replay", ReplayAsync).WithTags("Checkpoints").WithName("ReplayConversation").RequireScope(Scopes.InspectConversations)
            .WithSummary("Runs a conversation again from its record, calling nothing and changing nothing, and reports the first difference.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<ReplayReport>, ProblemHttpResult>> ReplayAsync(
        string id, Caller caller, ITimeTravel timeTravel, CancellationToken cancellationToken, string? workflowVersion = null)
    {
        try
        {
            return PublicIds.IsPossible(id) && await timeTravel.ReplayAsync(new(caller.Tenant, id), workflowVersion, cancellationToken) is { } report
                ? TypedResults.Ok(report) : Problems.NotFound("conversation");
        }
        catch (UnknownWorkflowException unknown)
        {
            return Problems.Invalid("workflowVersion", unknown.Message);
        }
    }
}
