using Agent.Host.Api.Contracts;
using Agent.Host.Replay;
using Agent.Host.Replay.Jobs;
using Agent.Host.Replay.Reports;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Host.Security.Audit;
using Agent.Processes;
using Agent.Processes.Replay;
using Agent.Processes.Yaml;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agent.Host.Api;

/// <summary>Replays of many conversations, as jobs.</summary>
internal static class ReplaysApi
{
    /// <summary>Where a replay is started.</summary>
    public const string Address = $"{AgentApi.Root}/replays";

    public static void MapReplays(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Replays").RequireScope(Scopes.Replay).ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapPost("/replays", StartAsync).WithName("StartReplay").WithSummary("Replays many conversations, in the background. Nothing of it reaches a customer.")
            .Audit(AuditActs.ReplayStarted).ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/jobs/{id}", FindAsync).WithName("GetJob").WithSummary("Where a job stands, and what came of it so far.").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/jobs/{id}", CancelAsync).WithName("CancelJob").WithSummary("Ends a job. What is done by then stays.").Audit(AuditActs.ReplayCancelled).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/jobs/{id}/{report:regex(^(report\\.json|report\\.html|junit\\.xml)$)}", ReportAsync).WithName("GetReport")
            .WithSummary("What came of a job: report.html for people, report.json for machines, junit.xml for a build.")
            .Produces<string>(StatusCodes.Status200OK, "text/html", "application/json", "application/xml").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Accepted<JobResponse>, ProblemHttpResult>> StartAsync(
        ReplayRequest request, Caller caller, [FromServices] IReplayJobs jobs, CancellationToken cancellationToken)
    {
        if (request.FindFaults() is { Count: > 0 } faults)
            return Problems.Invalid(faults);
        try
        {
            var run = await jobs.StartAsync(caller.Tenant, caller.DisplayName, request.ToJob(), cancellationToken);
            var job = await jobs.FindAsync(caller.Tenant, run.Id, cancellationToken);
            return TypedResults.Accepted($"{AgentApi.Root}/jobs/{run.Id}", JobResponse.From(job!));
        }
        catch (DefinitionFileException exception)
        {
            return Problems.Invalid("candidate", $"It cannot be used: line {exception.Line}: {exception.Fault}");
        }
        catch (Exception exception) when (exception is ReplayFault or UnknownWorkflowException)
        {
            return Problems.Invalid("candidate", exception.Message);
        }
    }

    private static async Task<Results<Ok<JobResponse>, ProblemHttpResult>> FindAsync(string id, Caller caller, [FromServices] IReplayJobs jobs, CancellationToken cancellationToken) =>
        PublicIds.IsPossible(id) && await jobs.FindAsync(caller.Tenant, id, cancellationToken) is { } job ? TypedResults.Ok(JobResponse.From(job)) : Problems.NotFound("job");

    private static async Task<Results<Ok<JobResponse>, ProblemHttpResult>> CancelAsync(string id, Caller caller, [FromServices] IReplayJobs jobs, CancellationToken cancellationToken)
    {
        if (!PublicIds.IsPossible(id) || await jobs.CancelAsync(caller.Tenant, id, cancellationToken) is null)
            return Problems.NotFound("job");
        return TypedResults.Ok(JobResponse.From((await jobs.FindAsync(caller.Tenant, id, cancellationToken))!));
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> ReportAsync(
        string id, string report, Caller caller, [FromServices] ReplayRuns runs, CancellationToken cancellationToken)
    {
        if (!PublicIds.IsPossible(id) || await runs.FindAsync(caller.Tenant, id, cancellationToken) is not { } run)
            return Problems.NotFound("job");
        var reports = new ReplayReports(runs);
        var summary = await reports.SumAsync(run, cancellationToken);
        return report switch
        {
            ReplayReports.JsonFile => TypedResults.Stream(stream => reports.WriteJsonAsync(run, summary, stream, cancellationToken), "application/json; charset=utf-8"),
            ReplayReports.JunitFile => TypedResults.Stream(stream => reports.WriteJunitAsync(run, summary, stream, cancellationToken), "application/xml; charset=utf-8"),
            _ => TypedResults.Stream(stream => reports.WriteHtmlAsync(run, summary, stream, cancellationToken), "text/html; charset=utf-8"),
        };
    }
}
