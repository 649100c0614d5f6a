using Agent.Host.Replay.Decisions;
using Agent.Host.Replay.Effects;
using Agent.Host.Replay.Exact;
using Agent.Plugins.BackOffice;
using Agent.Plugins.BackOffice.Businesses;
using Agent.Processes.Replay.Journals;
using Agent.Processes.Replay.Rehearsing;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Agent.Host.Replay;

/// <summary>Makes the engine a replay needs.</summary>
internal sealed class ReplayEngines(BackOfficeDatabase backOffice, Kernel kernel, StoredConversations conversations, IConfiguration configuration, IServiceProvider services)
{
    /// <exception cref="ReplayFault">It cannot be carried out like this.</exception>
    public async Task<IReplayEngine> OpenAsync(ReplaySpec spec, CancellationToken cancellationToken) => spec.Mode switch
    {
        ReplayMode.Effects => await OpenEffectsAsync(spec, cancellationToken),
        ReplayMode.Decisions => OpenDecisions(spec),
        ReplayMode.Policies => new PoliciesReplay(new(Variant.ReadPolicies(spec.Candidate))),
        _ => new ExactReplay(conversations),
    };

    private async Task<IReplayEngine> OpenEffectsAsync(ReplaySpec spec, CancellationToken cancellationToken)
    {
        var expected = spec.ExpectedFile is { } file ? await ExpectedStates.LoadAsync(file, cancellationToken) : ExpectedStates.None;
        return new EffectsReplay(await backOffice.OpenScratchAsync(cancellationToken), new ToolCalling(kernel, OtherTools), expected, spec);
    }

    private DecisionsReplay OpenDecisions(ReplaySpec spec)
    {
        Func<string, IChatClient>? models = spec.OnDivergence is DivergenceChoice.Ask ? services.GetRequiredKeyedService<IChatClient> : null;
        var candidate = OpenStage(spec.Candidate, models);
        return new(candidate, spec.Baseline is null ? null : OpenStage(spec.Baseline, models), new ToolCalling(kernel, OtherTools).IsConsequential, spec);
    }

    private IReadOnlyList<KernelPlugin> OtherTools => services.GetRequiredService<BusinessTools>().All;

    private RehearsalStage OpenStage(IReadOnlyDictionary<string, string> changes, Func<string, IChatClient>? models) => Variant.Open(configuration, changes, kernel, models);
}
