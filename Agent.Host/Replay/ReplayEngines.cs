using Agent.Host.Replay.Decisions;
using Agent.Host.Replay.Effects;
using Agent.Host.Replay.Exact;
using Agent.Host.Replay.Live;
using Agent.Plugins.BackOffice;
using Agent.Plugins.BackOffice.Businesses;
using Agent.Processes;
using Agent.Processes.Costs;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Replay.Batching;
using Agent.Processes.Replay.Journals;
using Agent.Processes.Replay.Rehearsing;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Agent.Host.Replay;

/// <summary>Makes the engine a replay needs.</summary>
internal sealed class ReplayEngines(BackOfficeDatabase backOffice, Kernel kernel, StoredConversations conversations, IConfiguration configuration, IServiceProvider services)
{
    /// <exception cref="ReplayFault">It cannot be carried out like this.</exception>
    public Task<IReplayEngine> OpenAsync(ReplaySpec spec, CancellationToken cancellationToken) => OpenAsync(spec, null, cancellationToken);

    /// <param name="spec">What is replayed, and how.</param>
    /// <param name="spending">What a live replay may spend; the other modes spend nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ReplayFault">It cannot be carried out like this.</exception>
    public async Task<IReplayEngine> OpenAsync(ReplaySpec spec, ReplaySpending? spending, CancellationToken cancellationToken) => spec.Mode switch
    {
        ReplayMode.Live => await OpenLiveAsync(spec, spending ?? throw new ReplayFault("mode live is for the command line"), cancellationToken),
        ReplayMode.Effects => await OpenEffectsAsync(spec, cancellationToken),
        ReplayMode.Decisions => OpenDecisions(spec),
        ReplayMode.Policies => new PoliciesReplay(new(Variant.ReadPolicies(spec.Candidate)), Tenants),
        _ => new ExactReplay(conversations),
    };

    private async Task<IReplayEngine> OpenLiveAsync(ReplaySpec spec, ReplaySpending spending, CancellationToken cancellationToken)
    {
        var expected = spec.ExpectedFile is { } file ? await ExpectedStates.LoadAsync(file, cancellationToken) : ExpectedStates.None;
        var batches = spec.Batch ? services.GetRequiredService<ModelBatches>().Open(LiveModels.FindBatches(services)) : null;
        var candidate = LiveStage.Open(services, spec.Candidate, spec.Judge, batches);
        var baseline = spec.Baseline is { } changes ? LiveStage.Open(services, changes, judge: null, batches) : null;
        return new LiveReplay(candidate, baseline, await backOffice.OpenScratchAsync(cancellationToken), new ToolCalling(kernel, OtherTools), expected, spec, spending, batches, Tenants)
        {
            Prices = services.GetRequiredService<PriceList>(),
        };
    }

    private async Task<IReplayEngine> OpenEffectsAsync(ReplaySpec spec, CancellationToken cancellationToken)
    {
        var expected = spec.ExpectedFile is { } file ? await ExpectedStates.LoadAsync(file, cancellationToken) : ExpectedStates.None;
        return new EffectsReplay(await backOffice.OpenScratchAsync(cancellationToken), new ToolCalling(kernel, OtherTools), expected, spec);
    }

    private DecisionsReplay OpenDecisions(ReplaySpec spec)
    {
        Func<string, IChatClient>? models = spec.OnDivergence is DivergenceChoice.Ask ? services.GetRequiredKeyedService<IChatClient> : null;
        var candidate = OpenStage(spec.Candidate, models);
        return new(candidate, spec.Baseline is null ? null : OpenStage(spec.Baseline, models), new ToolCalling(kernel, OtherTools).IsConsequential, spec, Tenants);
    }

    /// <summary>What is different for tenants now: as much a part of what the service decides today as its files.</summary>
    private ITenantTerms? Tenants => services.GetService<ITenantTerms>();

    private IReadOnlyList<KernelPlugin> OtherTools => services.GetRequiredService<BusinessTools>().All;

    private RehearsalStage OpenStage(IReadOnlyDictionary<string, string> changes, Func<string, IChatClient>? models) =>
        Variant.Open(configuration, changes, kernel, models, services.GetServices<WorkflowDefinition>());
}
