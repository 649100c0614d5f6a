using Agent.Host.Api.Contracts;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Host.Security.Audit;
using Agent.Host.Teams;
using Agent.Host.Teams.Identities;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Agent.Host.Api;

/// <summary>Who people in Microsoft Teams are: which tenant a directory is, for whoever runs the service; and what its people are, for the tenant's administrators.</summary>
internal static class TeamsDirectoryApi
{
    private const int LongestId = 200;
    private const int LongestCustomer = 200;
    private static readonly string[] s_roles = [Roles.Customer, Roles.Agent, Roles.Operator, Roles.Admin];

    public static void MapTeamsDirectory(this IEndpointRouteBuilder api)
    {
        var directories = api.MapGroup("/teams/directories").WithTags("Microsoft Teams").RequireScope(Scopes.ManageTenants).ProducesProblem(StatusCodes.Status403Forbidden);
        directories.MapGet("/", ListAsync).WithName("ListTeamsDirectories").WithSummary("The directories that were given to tenants, up to 1,000 by id; those behind after.");
        directories.MapPut("/{directoryId}", MapAsync).WithName("MapTeamsDirectory").WithSummary("Gives a directory (Microsoft Entra tenant) to a tenant: its people may write to the bot.")
            .Audit(AuditActs.TeamsDirectoryMapped).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        directories.MapDelete("/{directoryId}", RemoveAsync).WithName("RemoveTeamsDirectory")
            .WithSummary("Takes a directory from its tenant. What its people are stays written down; where the configuration names it, that holds again.")
            .Audit(AuditActs.TeamsDirectoryRemoved).ProducesProblem(StatusCodes.Status404NotFound);

        var people = api.MapGroup("/teams/people").WithTags("Microsoft Teams").RequireScope(Scopes.ManageTeams).ProducesProblem(StatusCodes.Status403Forbidden);
        people.MapGet("/", ListPeopleAsync).WithName("ListTeamsPeople")
            .WithSummary("The tenant's people that are written down, up to 1,000 by directory and id; those behind after: a directory's and a person's id with a slash between.");
        people.MapPut("/{directoryId}/{userId}", PutPersonAsync).WithName("PutTeamsPerson").WithSummary("Writes down what somebody is: their roles, and the customer they are.")
            .Audit(AuditActs.TeamsPersonMapped).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        people.MapDelete("/{directoryId}/{userId}", RemovePersonAsync).WithName("RemoveTeamsPerson")
            .WithSummary("Forgets what somebody is; what the configuration says of them holds again.")
            .Audit(AuditActs.TeamsPersonRemoved).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<ItemsResponse<TeamsDirectoryResponse>>> ListAsync([FromServices] DirectoryStore directory, CancellationToken cancellationToken, string after = "") =>
        TypedResults.Ok(new ItemsResponse<TeamsDirectoryResponse>([.. (await directory.ListAsync(after, cancellationToken)).Select(TeamsDirectoryResponse.From)]));

    private static async Task<Results<Ok<TeamsDirectoryResponse>, ProblemHttpResult>> MapAsync(
        string directoryId, TeamsDirectoryRequest request, Caller caller, [FromServices] DirectoryStore directory, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(directoryId, "D", out _))
            return Problems.Invalid("directoryId", "directoryId must be the id of a directory: a GUID with hyphens.");
        if (!TenantNames.IsValid(request.Tenant ?? ""))
            return Problems.Invalid("tenant", $"tenant must have {TenantNames.Rule}");
        return await directory.MapAsync(directoryId, request.Tenant!, request.AdmitsGuests, caller.DisplayName, cancellationToken) is { } mapped
            ? TypedResults.Ok(TeamsDirectoryResponse.From(mapped)) : Problems.DirectoryTaken();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string directoryId, [FromServices] DirectoryStore directory, CancellationToken cancellationToken) =>
        IsId(directoryId) && await directory.RemoveAsync(directoryId, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound("directory");

    private static async Task<Ok<ItemsResponse<TeamsPersonResponse>>> ListPeopleAsync(
        Caller caller, [FromServices] DirectoryStore directory, CancellationToken cancellationToken, string after = "") =>
        TypedResults.Ok(new ItemsResponse<TeamsPersonResponse>([.. (await directory.ListPeopleAsync(caller.Tenant, after, cancellationToken)).Select(TeamsPersonResponse.From)]));

    private static async Task<Results<Ok<TeamsPersonResponse>, ProblemHttpResult>> PutPersonAsync(
        string directoryId, string userId, TeamsPersonRequest request, Caller caller, [FromServices] DirectoryStore directory, IOptions<TeamsOptions> options,
        CancellationToken cancellationToken)
    {
        if (request.Roles is { } roles && roles.Any(role => !s_roles.Contains(role)))
            return Problems.Invalid("roles", $"roles must be some of {string.Join(", ", s_roles)}.");
        if (request.CustomerId is { } customer && (string.IsNullOrWhiteSpace(customer) || customer.Length > LongestCustomer || customer.Any(char.IsControl)))
            return Problems.Invalid("customerId", $"customerId must have 1 to {LongestCustomer} characters, and no control characters.");
        if (!IsId(userId))
            return Problems.Invalid("userId", $"userId must have 1 to {LongestId} characters, and no control characters.");
        // Of a directory that is another tenant's nothing may be said.
        if (!IsId(directoryId) || (options.Value.TenantOf(directoryId)?.Tenant != caller.Tenant && !await directory.IsOfAsync(caller.Tenant, directoryId, cancellationToken)))
            return Problems.NotFound("directory");
        return TypedResults.Ok(TeamsPersonResponse.From(await directory.PutAsync(
            caller.Tenant, directoryId, userId, [.. request.Roles ?? []], request.CustomerId, request.IsRefused, caller.DisplayName, cancellationToken)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemovePersonAsync(
        string directoryId, string userId, Caller caller, [FromServices] DirectoryStore directory, CancellationToken cancellationToken) =>
        IsId(directoryId) && IsId(userId) && await directory.RemovePersonAsync(caller.Tenant, directoryId, userId, cancellationToken)
            ? TypedResults.NoContent() : Problems.NotFound("person");

    private static bool IsId(string id) => id.Length is > 0 and <= LongestId && !id.Any(char.IsControl);
}
