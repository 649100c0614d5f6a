using System.Globalization;
using Agent.Host.Api.Contracts;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Host.Security.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agent.Host.Api;

/// <summary>The audit log of the tenant.</summary>
internal static class AuditApi
{
    private const int MostAtOnce = 1000;

    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/audit").WithTags("Audit").RequireScope(Scopes.ReadAudit).ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapGet("/", ListAsync).WithName("ReadAudit").WithSummary("Who did what, oldest first, a page at a time; all, or one act or actor.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapPost("/verify", VerifyAsync).WithName("VerifyAudit").Audit(AuditActs.LogVerified)
            .WithSummary("Goes through the whole log: is each row what was written, and do the signed checkpoints fit?");
        group.MapGet("/checkpoints", CheckpointsAsync).WithName("ReadAuditCheckpoints").WithSummary("The signatures under the log.");
    }

    private static async Task<Results<Ok<ItemsResponse<AuditRow>>, ProblemHttpResult>> ListAsync(
        Caller caller, [FromServices] AuditStore audit, CancellationToken cancellationToken, long after = 0, int limit = 100, string? act = null, string? actor = null)
    {
        if (after < 0 || limit is < 1 or > MostAtOnce)
            return Problems.Invalid("limit", $"after must not be negative, and limit must be from 1 to {MostAtOnce}.");
        var found = await audit.ReadWithNamesAsync(caller.Tenant, after, limit + 1, act, actor, cancellationToken);
        return TypedResults.Ok(found.Count > limit
            ? new ItemsResponse<AuditRow>([.. found.Take(limit)], found[limit - 1].Number.ToString(CultureInfo.InvariantCulture)) : new ItemsResponse<AuditRow>(found));
    }

    private static async Task<Ok<ItemsResponse<AuditCheckpoint>>> CheckpointsAsync(
        Caller caller, [FromServices] AuditStore audit, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ItemsResponse<AuditCheckpoint>(await audit.ReadCheckpointsAsync(caller.Tenant, cancellationToken)));

    private static async Task<Ok<AuditVerification>> VerifyAsync(
        Caller caller, [FromServices] AuditStore audit, [FromServices] AuditSigner signer, CancellationToken cancellationToken)
    {
        await using var log = await audit.OpenAsync(caller.Tenant, cancellationToken);
        // Signatures of an earlier key are checked by whoever keeps it; here only that they fit.
        var key = signer.KeyOf(log.Checkpoints, log.Beginning);
        var verifier = new AuditVerifier(caller.Tenant, log.Checkpoints, key, log.Beginning);
        var fault = await verifier.FindFaultAsync(log.ReadAsync(cancellationToken));
        return TypedResults.Ok(new AuditVerification(
            verifier.Rows, verifier.Checkpoints, key is not null && (log.Checkpoints.Count > 0 || log.Beginning is not null), fault, log.Beginning?.Number ?? 0));
    }
}
