using Agent.Host.Models;
using Agent.Host.Replay.Approvals;
using Agent.Host.Replay.Decisions;
using Agent.Host.Replay.Effects;
using Agent.Host.Replay.Recordings;
using Agent.Host.Replay.Results;
using Agent.Plugins.BackOffice.Import;
using Agent.Plugins.BackOffice.Scratch;
using Agent.Processes;
using Agent.Processes.Costs;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Batching;
using Agent.Processes.Replay.Rehearsing;
using Microsoft.Extensions.AI;

namespace Agent.Host.Replay.Live;

/// <summary>
/// Holds the customer's side of recorded conversations anew, each as often as samples are wanted: models are asked, and tools are called in a fresh copy of the shop. What is
/// decided is compared with what was decided then, or with what another version decides.
/// </summary>
internal sealed class LiveReplay(LiveStage candidate, LiveStage? baseline, ScratchShops shops, ToolCalling tools, ExpectedStates expected, ReplaySpec spec, ReplaySpending spending,
    BatchedCalls? batches, ITenantTerms? tenants = null) : IReplayEngine
{
    private readonly Approver _approver = new(spec);

    public async Task<ReplayResult> ReplayAsync(long number, RecordedConversation recording, CancellationToken cancellationToken)
    {
        if (batches is null)
        {
            return await HoldAsync(number, recording, cancellationToken);
        }

        using var conversation = batches.Enter(number);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, batches.Stopping);
        try
        {
            var result = await HoldAsync(number, recording, stop.Token);
            // What came of it while everything was broken off is not what would have: it is held again.
            return batches.Fault is { } fault ? throw new ReplayStopped(fault) : result;
        }
        catch (Exception exception) when (exception is not ReplayStopped && batches.Fault is not null && !cancellationToken.IsCancellationRequested)
        {
            throw new ReplayStopped(batches.Fault);
        }
    }

    private async Task<ReplayResult> HoldAsync(long number, RecordedConversation recording, CancellationToken cancellationToken)
    {
        var source = spec.Shop ?? recording.Tenant;
        var result = new ReplayResult { Number = number, Id = recording.Id, Customer = recording.Customer, Verdict = ReplayVerdict.Error };
        if (source.Length == 0)
        {
            return result with { Error = "the recording names no tenant: name the shop to work on" };
        }

        ScratchShop shop;
        try
        {
            shop = await shops.RentAsync(source, cancellationToken);
        }
        catch (ImportException exception)
        {
            return result with { Error = exception.Message };
        }

        try
        {
            return await SampleAsync(result, recording, shop, cancellationToken);
        }
        finally
        {
            // A shop in which something was broken off is not given back: a call may still be under way.
            if (!cancellationToken.IsCancellationRequested)
            {
                await shop.RestoreAsync(CancellationToken.None);
                shops.Return(source, shop);
            }
        }
    }

    /// <summary>Every version that is asked.</summary>
    public IReadOnlyList<LiveStage> Stages => baseline is null ? [candidate] : [candidate, baseline];

    /// <summary>The prices of today.</summary>
    public required PriceList Prices { get; init; }

    /// <summary>Makes sure that a budget can be kept.</summary>
    /// <exception cref="ReplayFault">A model that would be asked has no price.</exception>
    public void RequirePrices()
    {
        var unpriced = Stages.SelectMany(stage => new[] { stage.Model(ModelServiceIds.Small), stage.Model(ModelServiceIds.Large) })
            .Select(model => (model.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId ?? "an unnamed model")
            .Where(model => !Prices.Knows(model, DateTimeOffset.UtcNow)).Distinct().ToList();
        if (unpriced.Count > 0)
        {
            throw new ReplayFault($"nobody could keep to a budget: there is no price for {string.Join(" and ", unpriced)} under Prices:Entries");
        }
    }

    /// <summary>What models are asked through; null where they are asked call by call.</summary>
    public BatchedCalls? Batches => batches;

    public async ValueTask DisposeAsync()
    {
        if (batches is not null)
        {
            await batches.DisposeAsync();
        }

        await candidate.DisposeAsync();
        if (baseline is not null)
        {
            await baseline.DisposeAsync();
        }

        await shops.DisposeAsync();
    }

    private async Task<ReplayResult> SampleAsync(ReplayResult result, RecordedConversation recording, ScratchShop shop, CancellationToken cancellationToken)
    {
        var script = RecordingScript.Of(recording, tools.IsConsequential);
        var tenant = script.IsOurs && tenants is not null ? await tenants.FindAsync(recording.Tenant, cancellationToken) : null;
        var terms = new RehearsalTerms { Decides = _approver.DecidesFor(recording), Tenant = tenant };
        var samples = new SampleSheet(spec.Samples, baseline is null && !script.IsOurs ? DecisionsReplay.Told : null);
        for (var sample = 0; sample < spec.Samples; sample++)
        {
            var before = script.Recorded;
            if (baseline is not null)
            {
                before = (await PerformAsync(baseline, $"{result.Number}-{sample}-b", script, terms, shop, samples, cancellationToken)).Decisions;
                await shop.RestoreAsync(cancellationToken);
            }

            var now = await PerformAsync(candidate, $"{result.Number}-{sample}-c", script, terms, shop, samples, cancellationToken);
            samples.Compare(before, now.Decisions);
            samples.Leave(CanonicalState.Fingerprint(await shop.ChangesAsync(cancellationToken)), baseline is null ? expected.Find(recording, spec.Approvals, CanonicalState.Fingerprint(shop.NoChanges)) : null);
            await shop.RestoreAsync(cancellationToken);
            await JudgeAsync(recording, script, before, now.Decisions, samples, cancellationToken);
        }

        return samples.Complete(result);
    }

    private async Task<RehearsalOutcome> PerformAsync(
        LiveStage stage, string part, RehearsalScript script, RehearsalTerms terms, ScratchShop shop, SampleSheet samples, CancellationToken cancellationToken)
    {
        // Where it may have to be gone on with after a kill, everything that a model sees is the same then: the conversation's id, and the time.
        BatchedCalls.Begin(part);
        var (id, now) = batches is null ? ($"replay-{Guid.NewGuid():n}", (DateTimeOffset?)null) : ($"replay-{spending.Run}-{part}", spending.BegunAt);
        var outcome = await stage.Stage.PerformAsync(script.CustomersSide(shop.Tenant, id), terms, spending, now, cancellationToken);
        StopWithoutMoney();
        samples.Pay(outcome.Usage);
        return outcome;
    }

    private async Task JudgeAsync(
        RecordedConversation recording, RehearsalScript script, IReadOnlyList<ReplayedDecision> before, IReadOnlyList<ReplayedDecision> now, SampleSheet samples, CancellationToken cancellationToken)
    {
        foreach (var (customer, recorded, replayed) in Replies.Pair(recording, script, baseline is null ? null : before, now))
        {
            samples.Liken(TextSimilarity.Of(recorded, replayed));
            if (candidate.Judge is { } judge)
            {
                try
                {
                    var (verdict, usage) = await judge.JudgeAsync(customer, recorded, replayed, spending, cancellationToken);
                    samples.Pay(usage);
                    samples.Judge(verdict.Verdict);
                }
                catch (BudgetExceededException)
                {
                    StopWithoutMoney();
                    throw;
                }
            }
        }
    }

    /// <summary>A conversation that lacked the money for its end is worth nothing: it is held again once there is some.</summary>
    private void StopWithoutMoney()
    {
        if (spending.Refusal is { } refusal)
        {
            throw new ReplayStopped(refusal);
        }
    }
}
