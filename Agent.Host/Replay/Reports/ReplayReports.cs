using System.Text.Json;
using Agent.Host.Replay.Results;
using Agent.Processes.Replay;

namespace Agent.Host.Replay.Reports;

/// <summary>Writes what came of a replay, from what is stored of it: for machines, for people, and for a build.</summary>
internal sealed class ReplayReports(ReplayRuns runs)
{
    public const string JsonFile = "report.json";
    public const string HtmlFile = "report.html";
    public const string JunitFile = "junit.xml";

    /// <summary>Writes all reports into a folder.</summary>
    /// <returns>The replay in numbers.</returns>
    public async Task<ReplaySummary> WriteAsync(ReplayRun run, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var summary = await SumAsync(run, cancellationToken);
        await WriteJsonAsync(run, summary, Path.Combine(folder, JsonFile), cancellationToken);
        await WriteHtmlAsync(run, summary, Path.Combine(folder, HtmlFile), cancellationToken);
        await WriteJunitAsync(run, summary, Path.Combine(folder, JunitFile), cancellationToken);
        return summary;
    }

    /// <summary>The replay in numbers.</summary>
    public async Task<ReplaySummary> SumAsync(ReplayRun run, CancellationToken cancellationToken)
    {
        var summary = ReplayTally.Sum(await runs.CountsAsync(run.Tenant, run.Id, cancellationToken));
        var done = await runs.ProgressAsync(run.Tenant, run.Id, cancellationToken);
        return summary.Conversations == done.Done ? summary : await ReadSumAsync(run, cancellationToken);
    }

    /// <summary>The same of one that was stored, or begun, before anything was added up.</summary>
    private async Task<ReplaySummary> ReadSumAsync(ReplayRun run, CancellationToken cancellationToken)
    {
        var count = new ReplayCount();
        await foreach (var result in ReadAsync(run, cancellationToken))
        {
            count.Add(result);
        }

        return count.Sum();
    }

    /// <summary>What came of every conversation, in order.</summary>
    public async IAsyncEnumerable<ReplayResult> ReadAsync(ReplayRun run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var stored in runs.ReadResultsAsync(run.Tenant, run.Id, cancellationToken))
        {
            yield return JsonSerializer.Deserialize(stored.Result, ReplayJson.Plain.ReplayResult)!;
        }
    }

    /// <summary>Writes the report for machines.</summary>
    public Task WriteJsonAsync(ReplayRun run, ReplaySummary summary, Stream stream, CancellationToken cancellationToken) =>
        JsonReport.WriteAsync(stream, run, summary, runs.ReadResultsAsync(run.Tenant, run.Id, cancellationToken), cancellationToken);

    /// <summary>Writes the report for people.</summary>
    public Task WriteHtmlAsync(ReplayRun run, ReplaySummary summary, Stream stream, CancellationToken cancellationToken) =>
        HtmlReport.WriteAsync(stream, ReplaySpec.Parse(run.Spec), summary, ReadAsync(run, cancellationToken), cancellationToken);

    /// <summary>Writes the report for a build.</summary>
    public Task WriteJunitAsync(ReplayRun run, ReplaySummary summary, Stream stream, CancellationToken cancellationToken) =>
        JunitReport.WriteAsync(stream, run.Mode, summary, ReadAsync(run, cancellationToken), cancellationToken);

    private async Task WriteJsonAsync(ReplayRun run, ReplaySummary summary, string path, CancellationToken cancellationToken)
    {
        await using var stream = File.Create(path);
        await WriteJsonAsync(run, summary, stream, cancellationToken);
    }

    private async Task WriteHtmlAsync(ReplayRun run, ReplaySummary summary, string path, CancellationToken cancellationToken)
    {
        await using var stream = File.Create(path);
        await WriteHtmlAsync(run, summary, stream, cancellationToken);
    }

    private async Task WriteJunitAsync(ReplayRun run, ReplaySummary summary, string path, CancellationToken cancellationToken)
    {
        await using var stream = File.Create(path);
        await WriteJunitAsync(run, summary, stream, cancellationToken);
    }
}
