using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Agent.Host.Replay.Live;
using Agent.Host.Replay.Results;
using Agent.Host.Replay.Running;
using Agent.Processes;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Batching;
using Agent.Processes.Replay.Journals;
using Microsoft.Extensions.Options;

namespace Agent.Host.Replay.Jobs;

/// <summary>
/// Works on the jobs that ask models through a batch endpoint: they take days, of which nearly all is waiting. Each is one replica's at a time, because a wave holds what all its conversations ask; a
/// lock that ends with its owner's session says whose. What a cancelled or failed job has under way with a provider is ended, and what was answered by then is paid.
/// </summary>
internal sealed partial class BatchReplayWorker(
    ReplayRuns runs, ModelBatches batches, StoredConversations conversations, ReplayEngines engines, ReplayJobSignal signal, IOptions<ReplayJobOptions> options, IServiceProvider services,
    ILogger<BatchReplayWorker> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Task> _under = new(StringComparer.Ordinal);

    [SuppressMessage("Design", "CA1031", Justification = "The loop of a background service: it goes on.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.Works && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var job in (await runs.OpenJobsAsync(stoppingToken)).Where(IsBatched))
                {
                    Begin(job, () => WorkAsync(job, stoppingToken));
                }

                foreach (var job in await runs.LeftBatchesAsync(stoppingToken))
                {
                    Begin(job, () => AbandonAsync(job, stoppingToken));
                }

                await signal.WaitAsync(options.Value.Poll, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception, ""); // the loop goes on
                await Task.Delay(options.Value.Poll, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await Task.WhenAll(_under.Values);
    }

    /// <summary>Whether a job is one of these.</summary>
    public static bool IsBatched(ReplayRun job) => job.Mode == "live";

    private void Begin(ReplayRun job, Func<Task> work)
    {
        if (_under.TryGetValue(job.Id, out var under) && !under.IsCompleted)
        {
            return;
        }

        _under[job.Id] = Task.Run(() => GuardAsync(job, work), CancellationToken.None);
    }

    [SuppressMessage("Design", "CA1031", Justification = "One job must not end the others; it is tried again.")]
    private async Task GuardAsync(ReplayRun job, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The replica stops: another one goes on with it, or this one when it is back.
        }
        catch (Exception exception)
        {
            LogFailed(exception, job.Id); // the other jobs go on, and this one is tried again
        }
    }

    private async Task WorkAsync(ReplayRun job, CancellationToken cancellationToken)
    {
        var spec = ReplaySpec.Parse(job.Spec);
        var spending = SpendingOf(job, spec);
        try
        {
            await using var engine = (LiveReplay)await engines.OpenAsync(spec, spending, cancellationToken);
            if (!await TryBeginAsync(engine.Batches!, job, cancellationToken))
            {
                return; // another replica has it
            }

            await new ReplayRunner(runs).RunAsync(job, new JobSource(runs, conversations, job), engine, _ => true, options.Value.BatchParallel, Watch.Nobody, cancellationToken);
        }
        catch (Exception exception) when (exception is ReplayStopped or ReplayFault or Processes.Yaml.DefinitionFileException or UnknownWorkflowException)
        {
            await runs.EndAsync(job.Tenant, job.Id, ReplayRunStatus.Failed, exception.Message, cancellationToken);
            return;
        }

        await runs.EndAsync(job.Tenant, job.Id, ReplayRunStatus.Completed, cancellationToken: cancellationToken);
        await batches.ForgetAsync(job.Tenant, job.Id, cancellationToken);
    }

    private async Task AbandonAsync(ReplayRun job, CancellationToken cancellationToken)
    {
        try
        {
            await batches.AbandonAsync(LiveModels.FindBatches(services), job, SpendingOf(job, ReplaySpec.Parse(job.Spec)), _ => { }, cancellationToken);
            LogAbandoned(job.Id);
        }
        catch (BatchRefusedException refused)
        {
            if (!refused.IsBusy)
            {
                LogNotAbandoned(job.Id, refused.Message);
                await Task.Delay(s_pause, cancellationToken); // somebody has to put a key right first
            }
        }
    }

    private static ReplaySpending SpendingOf(ReplayRun job, ReplaySpec spec)
    {
        var spending = new ReplaySpending(job.Tenant, spec.BudgetUsd);
        spending.SpendFor(job.Id, job.CreatedAt);
        return spending;
    }

    private static async Task<bool> TryBeginAsync(BatchedCalls calls, ReplayRun job, CancellationToken cancellationToken)
    {
        try
        {
            await calls.BeginAsync(job, cancellationToken);
            return true;
        }
        catch (BatchRefusedException)
        {
            return false;
        }
    }

    [LoggerMessage(EventId = 1602, Level = LogLevel.Error, Message = "Working on batch replay {Job} failed; it is tried again")]
    private partial void LogFailed(Exception exception, string job);

    [LoggerMessage(EventId = 1603, Level = LogLevel.Information, Message = "What replay {Job} had under way with a provider is ended and paid")]
    private partial void LogAbandoned(string job);

    [LoggerMessage(EventId = 1604, Level = LogLevel.Warning, Message = "What replay {Job} has under way with a provider is not ended yet: {Reason}")]
    private partial void LogNotAbandoned(string job, string reason);

    /// <summary>How a job stands is read from the database.</summary>
    private sealed class Watch : IReplayWatch
    {
        public static readonly Watch Nobody = new();

        public void Report(double progress, ReplaySummary sum)
        {
            // Nobody sits before it.
        }
    }
}
