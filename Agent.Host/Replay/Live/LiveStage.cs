using Agent.Host.Replay.Decisions;
using Agent.Processes;
using Agent.Processes.Prompts;
using Agent.Processes.Replay.Batching;
using Agent.Processes.Replay.Judging;
using Agent.Processes.Replay.Rehearsing;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Agent.Host.Replay.Live;

/// <summary>Where one version of the service holds conversations in earnest: the workflow with its settings, its models, and the service's own tools with everything that stands around them.</summary>
internal sealed class LiveStage : IAsyncDisposable
{
    private readonly LiveModels _models;

    private LiveStage(RehearsalStage stage, LiveModels models, ReplayJudge? judge) => (Stage, _models, Judge) = (stage, models, judge);

    public RehearsalStage Stage { get; }

    /// <summary>Who judges answers; null for nobody.</summary>
    public ReplayJudge? Judge { get; }

    /// <summary>The model behind a service id.</summary>
    public IChatClient Model(string serviceId) => _models[serviceId];

    /// <exception cref="ReplayFault">It cannot be opened like this.</exception>
    public static LiveStage Open(IServiceProvider services, IReadOnlyDictionary<string, string> changes, string? judge, BatchedCalls? batches)
    {
        var kernel = services.GetRequiredService<Kernel>();
        var models = LiveModels.Open(services, changes, batches);
        var stage = Variant.Open(services.GetRequiredService<IConfiguration>(), changes, kernel, id => models[id], services.GetServices<WorkflowDefinition>(), services.GetServices<IFunctionInvocationFilter>());
        if (judge is null)
        {
            return new(stage, models, null);
        }

        var prompts = changes.TryGetValue(Variant.Prompts, out var file) ? PromptLibrary.Load(Path.GetFullPath(file)) : services.GetRequiredService<PromptLibrary>();
        return new(stage, models, ReplayJudge.Find(prompts, judge, kernel) ?? throw new ReplayFault($"the prompts hold no judge '{judge}': a prompt whose answer is a JSON object with verdict and reason"));
    }

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        await _models.DisposeAsync();
    }
}
