using Agent.Host.Api.Contracts;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Processes.Costs.Anomalies;
using Agent.Processes.Costs.Usage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agent.Host.Api;

/// <summary>What the tenant's model calls used and cost, and where that was unusual.</summary>
internal static class UsageApi
{
    private const int MostLines = 1000;

    public static void MapUsage(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/usage").WithTags("Operations").RequireScope(Scopes.Operate)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapGet("/", GetAsync).WithName("GetUsage")
            .WithSummary("What model calls used and cost, by day, customer, conversation, step, prompt, model or feature (a workflow on a channel). For operators.");
        group.MapGet("/anomalies", ListAnomaliesAsync).WithName("ListUsageAnomalies")
            .WithSummary("Conversations, customers and prompt versions whose usage left its usual range, the latest first, each with its likely cause. For operators.");
    }

    private static async Task<Results<Ok<UsageView>, ProblemHttpResult>> GetAsync(
        Caller caller, [FromServices] IUsage usage, [FromServices] TimeProvider clock, CancellationToken cancellationToken,
        string by = "tenant", string? from = null, string? to = null, string? customer = null, string? conversation = null, int limit = 100)
    {
        var faults = new Dictionary<string, string[]>();
        var period = UsagePeriod.Read(from, to, clock, faults);
        if (!Enum.TryParse<UsageDimension>(by, ignoreCase: true, out var dimension) || !Enum.IsDefined(dimension) || char.IsDigit(by[0]))
            faults["by"] = [$"by must be one of {string.Join(", ", Enum.GetNames<UsageDimension>().Select(name => name.ToLowerInvariant()))}."];
        CheckLimit(limit, faults);
        foreach (var (name, value) in new[] { ("customer", customer), ("conversation", conversation) })
        {
            if (value is not null && (value.Length is 0 or > 200 || value.Any(char.IsControl)))
                faults[name] = [$"{name} must have 1 to 200 characters, and no control characters."];
        }

        var query = new UsageQuery(dimension, period.First, period.Last, customer, conversation, limit);
        if (query.IsTooFine)
            faults["customer"] = ["Totals of a customer are kept by day and conversation; ask for one of their conversations to see steps, prompts, models and features."];
        return faults.Count > 0 ? Problems.Invalid(faults) : TypedResults.Ok(await usage.ReadAsync(caller.Tenant, query, cancellationToken));
    }

    private static async Task<Results<Ok<ItemsResponse<AnomalyView>>, ProblemHttpResult>> ListAnomaliesAsync(
        Caller caller, [FromServices] IAnomalies anomalies, [FromServices] TimeProvider clock, CancellationToken cancellationToken,
        string? from = null, string? to = null, int limit = 100)
    {
        var faults = new Dictionary<string, string[]>();
        var period = UsagePeriod.Read(from, to, clock, faults);
        CheckLimit(limit, faults);
        return faults.Count > 0 ? Problems.Invalid(faults)
            : TypedResults.Ok(new ItemsResponse<AnomalyView>(await anomalies.ListAsync(caller.Tenant, period.First, period.Last, limit, cancellationToken)));
    }

    private static void CheckLimit(int limit, Dictionary<string, string[]> faults)
    {
        if (limit is < 1 or > MostLines)
            faults["limit"] = [$"limit must be from 1 to {MostLines}."];
    }
}
