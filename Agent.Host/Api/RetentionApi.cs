using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Processes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agent.Host.Api;

/// <summary>What is kept for how long.</summary>
internal static class RetentionApi
{
    public static void MapRetention(this IEndpointRouteBuilder api) =>
        api.MapGet("/operations/retention", GetAsync).WithTags("Operations").WithName("GetRetention")
            .RequireScope(Scopes.Operate)
            .WithSummary("What is kept for how long, and how much is due to be removed. For operators.")
            .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Ok<RetentionView>> GetAsync(Caller caller, [FromServices] IRetention retention, CancellationToken cancellationToken) =>
        TypedResults.Ok(await retention.ReadAsync(caller.Tenant, cancellationToken));
}
