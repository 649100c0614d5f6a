using Agent.Host.Replay.Live;
using Agent.Host.Replay.Reports;
using Agent.Host.Replay.Results;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Batching;
using Agent.Processes.Replay.Journals;
using Microsoft.Extensions.Options;

namespace Agent.Host.Replay.Jobs;

/// <summary>Puts jobs down and tells how they stand; <see cref="ReplayJobWorker"/> carries them out.</summary>
internal sealed class ReplayJobs(ReplayRuns runs, StoredConversations conversations, ReplayEngines engines, ReplayJobSignal signal, ModelBatches batches,
    IOptions<ReplayJobOptions> options) : IReplayJobs
{
    /// <summary>More than this many conversations are a matter for the command line.</summary>
    public const int MostConversations = 100_000;

    public async Task<ReplayRun> StartAsync(string tenant, string requestedBy, ReplayJob job, CancellationToken cancellationToken = default)
    {
        if (job.Mode is ReplayMode.Live && !(job.BudgetUsd <= options.Value.LiveBudget))
        {
            throw new ReplayFault(options.Value.LiveBudget == 0
                ? "live replays are not allowed as jobs here: Replay:LiveBudget says what one may cost at most" : FormattableString.Invariant($"a live replay may cost {options.Value.LiveBudget} US dollars at most"));
        }

        var spec = new ReplaySpec
        {
            Mode = job.Mode,
            Approvals = job.Approvals,
            ApproveIf = job.ApproveIf,
            OnDivergence = job.OnDivergence,
            Candidate = job.Candidate,
            Baseline = job.Baseline,
            Samples = job.Samples,
            // A job that asks models does so through batches alone: it is in no hurry, and pays half.
            Batch = job.Mode is ReplayMode.Live,
            BudgetUsd = job.BudgetUsd,
            // Whatever a recording says of itself: a tenant's job works on the tenant's own shop.
            Shop = tenant,
        };
        await using (var engine = await engines.OpenAsync(spec, new ReplaySpending(tenant, job.BudgetUsd), cancellationToken))
        {
            (engine as LiveReplay)?.RequirePrices();
            // Opened to be sure that it can be: faulty prompts or policies are the caller's to hear of.
        }

        List<ReplayItem> items = job.Recordings is { } recordings
            ? [.. recordings.Select((recording, index) => new ReplayItem(index + 1, null, recording.GetRawText()))]
            : [.. (await conversations.ListAsync(tenant, (job.Filter ?? new()) with { Limit = Math.Min(job.Filter?.Limit ?? MostConversations, MostConversations) }, cancellationToken))
                .Select((id, index) => new ReplayItem(index + 1, id, null))];
        var run = await runs.BeginAsync(tenant, Lower(spec.Mode), spec.ToJson(), spec.Digest(), requestedBy, items, cancellationToken);
        signal.Announce();
        return run;
    }

    public async Task<ReplayJobView?> FindAsync(string tenant, string id, CancellationToken cancellationToken = default)
    {
        if (await runs.FindAsync(tenant, id, cancellationToken) is not { } run)
        {
            return null;
        }

        var counts = await runs.CountsAsync(tenant, id, cancellationToken);
        if (counts.TryGetValue(ReplayRuns.Total, out var total))
        {
            var summary = ReplayTally.Sum(counts);
            return new(run, new((long)total, summary.Conversations), summary) { Batches = BatchReplayWorker.IsBatched(run) ? await batches.ProgressAsync(tenant, id, cancellationToken) : null };
        }

        // A run of the command line, or one from before anything was added up.
        return new(run, await runs.ProgressAsync(tenant, id, cancellationToken), await new ReplayReports(runs).SumAsync(run, cancellationToken));
    }

    public Task<IReadOnlyList<ReplayRun>> ListAsync(string tenant, CancellationToken cancellationToken = default) => runs.ListAsync(tenant, cancellationToken: cancellationToken);

    public async Task<bool?> CancelAsync(string tenant, string id, CancellationToken cancellationToken = default)
    {
        if (await runs.CancelAsync(tenant, id, cancellationToken) is not true)
        {
            return await runs.FindAsync(tenant, id, cancellationToken) is null ? null : false;
        }

        // Whoever works on its conversations finds it ended, and claims no more of them.
        await runs.EndAsync(tenant, id, ReplayRunStatus.Cancelled, cancellationToken: cancellationToken);
        return true;
    }

    private static string Lower(ReplayMode mode) => mode.ToString().ToLowerInvariant();
}
