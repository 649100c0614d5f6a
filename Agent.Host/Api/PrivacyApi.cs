using Agent.Host.Api.Contracts;
using Agent.Host.Api.Idempotency;
using Agent.Host.Privacy;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Host.Security.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agent.Host.Api;

/// <summary>What customers can ask of whoever keeps their data: to have it, and to have it erased.</summary>
internal static class PrivacyApi
{
    private const int LongestId = 200;

    /// <summary>Nobody in particular: all visitors whom nobody has identified.</summary>
    private const string Guest = "guest";

    public static void MapPrivacy(this IEndpointRouteBuilder api)
    {
        var erasures = api.MapGroup("/erasures").WithTags("Privacy").RequireScope(Scopes.ManagePrivacy).ProducesProblem(StatusCodes.Status403Forbidden);
        erasures.MapPost("/", EraseAsync).WithName("EraseCustomer").WithSummary("Erases a customer: what is stored of them is removed at once, what is written in the same moment a little later.")
            .Audit(AuditActs.CustomerErased).ProducesProblem(StatusCodes.Status400BadRequest);
        erasures.MapGet("/{id}", GetAsync).WithName("GetErasure").WithSummary("The report of an erasure: what went, and what was kept under which duty.").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/customer-exports", ExportAsync).WithTags("Privacy").WithName("ExportCustomer").WithSummary("All that is stored of a customer, as one JSON document.")
            .RequireScope(Scopes.ManagePrivacy).ProducesProblem(StatusCodes.Status403Forbidden)
            .Audit(AuditActs.CustomerExported)
            .WithMetadata(OwnIdempotency.Instance) // an answer that is kept would be one more copy of it all
            .Produces<object>(StatusCodes.Status200OK).ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<Accepted<ErasureResponse>, ProblemHttpResult>> EraseAsync(
        CustomerRequest request, Caller caller, [FromServices] ErasureStore store, [FromServices] CustomerEraser eraser, CancellationToken cancellationToken)
    {
        if (Check(request) is { } problem)
            return problem;
        var begun = await store.BeginAsync(caller.Tenant, request.CustomerId, caller.DisplayName, cancellationToken);
        // Whoever asked may go: it is carried through, here or by another replica.
        var erasure = await eraser.RunAsync(begun, CancellationToken.None);
        return TypedResults.Accepted($"{AgentApi.Root}/erasures/{erasure.Id}", ErasureResponse.From(erasure));
    }

    private static async Task<Results<Ok<ErasureResponse>, ProblemHttpResult>> GetAsync(string id, Caller caller, [FromServices] ErasureStore store, CancellationToken cancellationToken) =>
        PublicIds.IsPossible(id) && await store.FindAsync(caller.Tenant, id, cancellationToken) is { } found ? TypedResults.Ok(ErasureResponse.From(found)) : Problems.NotFound("erasure");

    private static Results<PushStreamHttpResult, ProblemHttpResult> ExportAsync(CustomerRequest request, Caller caller, [FromServices] CustomerExport export, HttpContext context)
    {
        if (Check(request) is { } problem)
            return problem;
        var cancellationToken = context.RequestAborted;
        return TypedResults.Stream(output => export.WriteAsync(caller.Tenant, request.CustomerId, output, cancellationToken), "application/json", "customer.json");
    }

    private static ProblemHttpResult? Check(CustomerRequest request)
    {
        if (request.CustomerId is not { Length: > 0 and <= LongestId } id || id.Any(char.IsControl))
            return Problems.Invalid("customerId", $"customerId must have 1 to {LongestId} characters, and no control characters.");
        return id == Guest ? Problems.Invalid("customerId", "guest is nobody in particular: their conversations go with retention.") : null;
    }
}
