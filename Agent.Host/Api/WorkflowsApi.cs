using Agent.Host.Api.Contracts;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Processes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agent.Host.Api;

/// <summary>The workflows this service runs, as graphs.</summary>
internal static class WorkflowsApi
{
    public static void MapWorkflows(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/workflows").WithTags("Workflows").RequireScope(Scopes.InspectConversations);
        group.MapGet("/", (IConversations conversations) => TypedResults.Ok(new ItemsResponse<WorkflowView>(conversations.Workflows)))
            .WithName("ListWorkflows").WithSummary("Every workflow in every version, with its graph.");
        group.MapGet("/{name}", Get).WithName("GetWorkflow").WithSummary("The newest version of one workflow, its graph also as Mermaid.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    // The list is in the order of registration: the last one is what a new conversation gets.
    private static Results<Ok<WorkflowView>, ProblemHttpResult> Get(string name, IConversations conversations) =>
        conversations.Workflows.LastOrDefault(workflow => workflow.Name == name) is { } found ? TypedResults.Ok(found) : Problems.NotFound("workflow");
}
