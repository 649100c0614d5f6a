using Agent.Host.Api.Contracts;
using Agent.Host.Api.Idempotency;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Host.Security.Audit;
using Agent.Host.Security.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agent.Host.Api;

/// <summary>API keys: what machines show instead of a token.</summary>
internal static class ApiKeysApi
{
    private const int LongestName = 100;
    private const int MostDays = 366;
    private const int LongestOverlap = 30 * 86_400;

    public static void MapApiKeys(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/api-keys").WithTags("API keys").RequireScope(Scopes.ManageKeys).ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapPost("/", CreateAsync).WithName("CreateApiKey").WithSummary("Makes a key. It is shown in this answer and never again.")
            .Audit(AuditActs.KeyCreated)
            .WithMetadata(OwnIdempotency.Instance) // an answer that is kept would keep the key
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/", ListAsync).WithName("ListApiKeys").WithSummary("The keys of the tenant, newest first, without what proves them.");
        group.MapPost("/{id}/rotate", RotateAsync).WithName("RotateApiKey").WithSummary("Makes a key to take the place of another one, which goes on being good for a while.")
            .Audit(AuditActs.KeyRotated)
            .WithMetadata(OwnIdempotency.Instance)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapDelete("/{id}", RevokeAsync).WithName("RevokeApiKey").WithSummary("Ends a key: here at once, on other replicas within half a minute.")
            .Audit(AuditActs.KeyRevoked)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Created<ApiKeyResponse>, ProblemHttpResult>> CreateAsync(
        ApiKeyRequest request, Caller caller, [FromServices] ApiKeyStore keys, TimeProvider clock, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> roles = request.Roles is { Count: > 0 } given ? [.. given.Distinct()] : [Roles.Service];
        if (Check(request, roles) is { } problem)
            return problem;
        if (roles.FirstOrDefault(role => role != Roles.Service && !caller.Roles.Contains(role)) is { } role_)
            return Problems.KeyTooStrong($"the role '{role_}'");
        if (request.Scopes.FirstOrDefault(scope => !AccessRules.MayGrant(caller, scope)) is { } scope_)
            return Problems.KeyTooStrong($"the scope '{scope_}'");
        var (key, text) = await keys.CreateAsync(
            caller.Tenant, request.Name.Trim(), roles, request.Scopes.Distinct(), TimeSpan.FromDays(request.ExpiresInDays), caller.DisplayName, cancellationToken);
        return TypedResults.Created($"{AgentApi.Root}/api-keys/{key.Id}", ApiKeyResponse.From(key, clock.GetUtcNow(), text));
    }

    private static async Task<Ok<ItemsResponse<ApiKeyResponse>>> ListAsync(
        Caller caller, [FromServices] ApiKeyStore keys, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return TypedResults.Ok(new ItemsResponse<ApiKeyResponse>([.. (await keys.ListAsync(caller.Tenant, cancellationToken)).Select(key => ApiKeyResponse.From(key, now))]));
    }

    private static async Task<Results<Created<ApiKeyResponse>, ProblemHttpResult>> RotateAsync(
        string id, RotationRequest request, Caller caller, [FromServices] ApiKeyStore keys, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (request.OverlapSeconds is < 0 or > LongestOverlap)
            return Problems.Invalid("overlapSeconds", $"overlapSeconds must be from 0 to {LongestOverlap}.");
        if ((await keys.ListAsync(caller.Tenant, cancellationToken)).FirstOrDefault(key => key.Id == id) is not { } old)
            return Problems.NotFound("API key");
        // A key that somebody stronger made must not be handed to somebody weaker by making it anew.
        if (old.Roles.FirstOrDefault(role => role != Roles.Service && !caller.Roles.Contains(role)) is { } role)
            return Problems.KeyTooStrong($"the role '{role}'");
        if (old.Scopes.FirstOrDefault(scope => !AccessRules.MayGrant(caller, scope)) is { } scope)
            return Problems.KeyTooStrong($"the scope '{scope}'");
        return await keys.RotateAsync(caller.Tenant, id, TimeSpan.FromSeconds(request.OverlapSeconds), caller.DisplayName, cancellationToken) is var (key, text)
            ? TypedResults.Created($"{AgentApi.Root}/api-keys/{key.Id}", ApiKeyResponse.From(key, clock.GetUtcNow(), text)) : Problems.KeyEnded();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        string id, Caller caller, [FromServices] ApiKeyStore keys, CancellationToken cancellationToken) =>
        PublicIds.IsPossible(id) && await keys.RevokeAsync(caller.Tenant, id, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound("API key");

    private static ProblemHttpResult? Check(ApiKeyRequest request, IReadOnlyList<string> roles)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > LongestName || request.Name.Any(char.IsControl))
            return Problems.Invalid("name", $"name must have 1 to {LongestName} characters, and no control characters.");
        if (request.Scopes is not { Count: > 0 } scopes || scopes.Any(scope => !AccessRules.Grantable.Contains(scope)))
            return Problems.Invalid("scopes", $"scopes must be some of {string.Join(", ", AccessRules.Grantable.Order(StringComparer.Ordinal))}.");
        if (roles.Any(role => role == Roles.Customer || !Roles.All.Contains(role)))
            return Problems.Invalid("roles", $"roles must be some of {string.Join(", ", Roles.All.Except([Roles.Customer]))}.");
        return request.ExpiresInDays is >= 1 and <= MostDays ? null : Problems.Invalid("expiresInDays", $"expiresInDays must be from 1 to {MostDays}.");
    }
}
