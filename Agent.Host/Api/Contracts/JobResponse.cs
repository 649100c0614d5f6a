using Agent.Host.Replay.Jobs;
using Agent.Host.Replay.Reports;
using Agent.Processes.Replay;

namespace Agent.Host.Api.Contracts;

/// <summary>A job as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Mode">How it replays.</param>
/// <param name="Status"><c>running</c>, <c>completed</c>, <c>cancelled</c> or <c>failed</c>.</param>
/// <param name="Total">Conversations in it.</param>
/// <param name="Done">Conversations done.</param>
/// <param name="Same">Those that came out as before.</param>
/// <param name="Different">Those that came out otherwise.</param>
/// <param name="Errors">Those that could not be replayed.</param>
/// <param name="Differences">What came out otherwise, counted by kind.</param>
/// <param name="AmountMinor">The money at stake in the differences, in cents.</param>
/// <param name="CreatedBy">Who asked for it.</param>
/// <param name="CreatedAt">When, in UTC.</param>
/// <param name="FinishedAt">When it ended; null while it has not.</param>
/// <param name="Error">Why it failed as a whole.</param>
/// <param name="Links">Where its reports are.</param>
/// <param name="Batches">How far its batches with the models' provider are; left out where it has none.</param>
public sealed record JobResponse(
    string Id, string Mode, ReplayRunStatus Status, long Total, long Done, long Same, long Different, long Errors, IReadOnlyDictionary<string, long> Differences,
    long AmountMinor, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, string? Error, IReadOnlyDictionary<string, string> Links,
    JobBatches? Batches)
{
    internal static JobResponse From(ReplayJobView job)
    {
        var (run, progress, summary) = job;
        var self = $"{AgentApi.Root}/jobs/{run.Id}";
        return new(
            run.Id, run.Mode, run.Status, progress.Total, progress.Done, summary.Same, summary.Different, summary.Errors, summary.Differences, summary.AmountMinor,
            run.CreatedBy, run.CreatedAt, run.FinishedAt, run.Error,
            new Dictionary<string, string>
            {
                ["self"] = self, ["html"] = $"{self}/{ReplayReports.HtmlFile}", ["json"] = $"{self}/{ReplayReports.JsonFile}", ["junit"] = $"{self}/{ReplayReports.JunitFile}",
            },
            job.Batches is { } batches ? new(batches.Batches, batches.Ended, batches.Calls, batches.EndedCalls) : null);
    }
}
