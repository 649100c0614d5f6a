using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Agent.Host.Replay.Recordings;
using Agent.Host.Replay.Results;
using Agent.Host.Replay.Running;
using Agent.Processes;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Journals;
using Microsoft.Extensions.Options;

namespace Agent.Host.Replay.Jobs;

/// <summary>
/// Works on jobs, on every replica: claims a few conversations at a time, replays them and stores what came of it. It is batch work: while more customers are being
/// answered here than <see cref="ReplayJobOptions.MostInteractive"/>, it waits.
/// </summary>
internal sealed partial class ReplayJobWorker(
    ReplayRuns runs, StoredConversations conversations, ReplayEngines engines, IReplicaLoad load, ReplayJobSignal signal, IOptions<ReplayJobOptions> options,
    ILogger<ReplayJobWorker> logger) : BackgroundService
{
    private readonly string _worker = Guid.NewGuid().ToString("n");

    [SuppressMessage("Design", "CA1031", Justification = "The loop of a background service: it goes on.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Works)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var job in (await runs.OpenJobsAsync(stoppingToken)).Where(job => !BatchReplayWorker.IsBatched(job)))
                {
                    await WorkAsync(job, stoppingToken);
                }

                await signal.WaitAsync(options.Value.Poll, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception);
                await Task.Delay(options.Value.Poll, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Works on a job until nothing of it is free. One that cannot be carried out at all fails as a whole, and says why.</summary>
    private async Task WorkAsync(ReplayRun job, CancellationToken cancellationToken)
    {
        var items = await ClaimAsync(job, cancellationToken);
        if (items.Count == 0)
        {
            // Others may still work on what they claimed: it ends when nothing is left.
            await runs.EndAsync(job.Tenant, job.Id, ReplayRunStatus.Completed, cancellationToken: cancellationToken);
            return;
        }

        IReplayEngine engine;
        try
        {
            engine = await engines.OpenAsync(ReplaySpec.Parse(job.Spec), cancellationToken);
        }
        catch (Exception exception) when (exception is ReplayFault or Processes.Yaml.DefinitionFileException or UnknownWorkflowException or JsonException)
        {
            await runs.EndAsync(job.Tenant, job.Id, ReplayRunStatus.Failed, exception.Message, cancellationToken);
            return;
        }

        await using (engine)
        {
            for (; items.Count > 0; items = await ClaimAsync(job, cancellationToken))
            {
                var results = await Task.WhenAll(items.Select(item => Task.Run(() => ReplayAsync(job, engine, item, cancellationToken), cancellationToken)));
                await runs.SaveAsync(job.Tenant, job.Id, results, cancellationToken);
                ReplayMetrics.Count(results);
            }
        }

        await runs.EndAsync(job.Tenant, job.Id, ReplayRunStatus.Completed, cancellationToken: cancellationToken);
    }

    private async Task<IReadOnlyList<ReplayItem>> ClaimAsync(ReplayRun job, CancellationToken cancellationToken)
    {
        while (load.Running > options.Value.MostInteractive)
        {
            await signal.WaitAsync(options.Value.Poll, cancellationToken);
        }

        return await runs.ClaimAsync(job.Tenant, job.Id, _worker, options.Value.Parallel, options.Value.Lease, cancellationToken);
    }

    private async Task<ReplayItemResult> ReplayAsync(ReplayRun job, IReplayEngine engine, ReplayItem item, CancellationToken cancellationToken)
    {
        var line = item.Source is { } recording
            ? RecordingFile.ReadChat(item.Number, System.Text.Encoding.UTF8.GetBytes(recording))
            : await StoredSource.ReadAsync(conversations, new(job.Tenant, item.SourceId!), item.Number, cancellationToken);
        return ReplayRunner.Stored(await ReplayRunner.ReplayAsync(engine, line, cancellationToken));
    }

    [LoggerMessage(EventId = 1601, Level = LogLevel.Error, Message = "Working on replays failed; it is tried again")]
    private partial void LogFailed(Exception exception);
}
