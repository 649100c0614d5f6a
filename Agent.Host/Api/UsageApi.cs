using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Processes.Costs.Usage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agent.Host.Api;

/// <summary>What the tenant's model calls used and cost.</summary>
internal static class UsageApi
{
    private const int MostLines = 1000;
    private const int MostDays = 400;

    public static void MapUsage(this IEndpointRouteBuilder api) =>
        api.MapGet("/usage", GetAsync).WithTags("Operations").WithName("GetUsage").RequireScope(Scopes.Operate)
            .WithSummary("What model calls used and cost, by day, customer, conversation, step, prompt or model. For operators.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Results<Ok<UsageView>, ProblemHttpResult>> GetAsync(
        Caller caller, [FromServices] IUsage usage, [FromServices] TimeProvider clock, CancellationToken cancellationToken,
        string by = "tenant", string? from = null, string? to = null, string? customer = null, string? conversation = null, int limit = 100)
    {
        var faults = new Dictionary<string, string[]>();
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var last = Day("to", to) ?? today;
        var first = Day("from", from) ?? (last.DayNumber < 30 ? DateOnly.MinValue : last.AddDays(-29));
        if (!Enum.TryParse<UsageDimension>(by, ignoreCase: true, out var dimension) || !Enum.IsDefined(dimension) || char.IsDigit(by[0]))
            faults["by"] = [$"by must be one of {string.Join(", ", Enum.GetNames<UsageDimension>().Select(name => name.ToLowerInvariant()))}."];
        if (first > last || last.DayNumber - first.DayNumber >= MostDays)
            faults.TryAdd("from", [$"from must not be later than to, and at most {MostDays} days before it."]);
        if (limit is < 1 or > MostLines)
            faults["limit"] = [$"limit must be from 1 to {MostLines}."];
        foreach (var (name, value) in new[] { ("customer", customer), ("conversation", conversation) })
        {
            if (value is not null && (value.Length is 0 or > 200 || value.Any(char.IsControl)))
                faults[name] = [$"{name} must have 1 to 200 characters, and no control characters."];
        }

        var query = new UsageQuery(dimension, first, last, customer, conversation, limit);
        if (query.IsTooFine)
            faults["customer"] = ["Totals of a customer are kept by day and conversation; ask for one of their conversations to see steps, prompts and models."];
        return faults.Count > 0 ? Problems.Invalid(faults) : TypedResults.Ok(await usage.ReadAsync(caller.Tenant, query, cancellationToken));

        DateOnly? Day(string field, string? text)
        {
            if (text is null)
                return null;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day))
                return day;
            faults[field] = [$"{field} must be a day such as 2026-11-21, in UTC."];
            return null;
        }
    }
}
