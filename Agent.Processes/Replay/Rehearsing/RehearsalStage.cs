using Agent.Processes.Costs.Budgets;
using Agent.Processes.Journal;
using Agent.Processes.Policies;
using Agent.Processes.Prompts;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Terms;
using Agent.Processes.Workflows.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Replay.Rehearsing;

/// <summary>
/// Where recorded conversations are rehearsed: the workflow with its prompts, policies and settings, beside the ones that serve customers. There is no database here, no
/// tool is called in a rehearsal, and no model unless its terms say so; a performance calls both.
/// </summary>
public sealed class RehearsalStage : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Kernel _kernel;
    private readonly CompiledWorkflow _workflow;

    private readonly TurnTermsMaker _tenants;

    private RehearsalStage(ServiceProvider services, Kernel kernel, CompiledWorkflow workflow)
    {
        (_services, _kernel, _workflow) = (services, kernel, workflow);
        _tenants = new(services.GetRequiredService<PolicyBook>(), services.GetRequiredService<PromptLibrary>(), services.GetRequiredService<ILogger<TurnTermsMaker>>());
    }

    /// <summary>The version of the workflow.</summary>
    public string WorkflowVersion => _workflow.Version;

    /// <summary>Opens a stage.</summary>
    /// <param name="configuration">Its settings, such as <c>Policies:Path</c>.</param>
    /// <param name="tools">The service's tools, by what they say of themselves.</param>
    /// <param name="models">The model for a service id, journaled as the service's own are, for rehearsals that may ask one.</param>
    /// <param name="workflow">The workflow's name.</param>
    /// <param name="version">Its version; null for the newest.</param>
    /// <param name="filters">What stands around every call of a tool, for performances: tools are called there. Default: the journal alone, and no call goes further.</param>
    /// <param name="definitions">The workflows and versions to choose from; default: the support workflow of this program. Their steps find the support workflow's services here.</param>
    /// <exception cref="UnknownWorkflowException">There is no such workflow.</exception>
    /// <exception cref="Yaml.DefinitionFileException">Prompts or policies are faulty.</exception>
    public static RehearsalStage Open(
        IConfiguration configuration, IEnumerable<KernelPlugin> tools, Func<string, IChatClient>? models = null, string workflow = SupportWorkflow.Name, string? version = null,
        IEnumerable<IFunctionInvocationFilter>? filters = null, IEnumerable<WorkflowDefinition>? definitions = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddLogging();
        var clock = new StepClock(TimeProvider.System);
        services.AddSingleton<TimeProvider>(clock);
        services.AddOptions<RuntimeOptions>();
        services.AddSupportWorkflow();
        foreach (var filter in filters ?? [new ToolJournalFilter(clock)])
        {
            services.AddSingleton(filter);
        }

        foreach (var id in (string[])["small", "large"])
        {
            // An instance, because it is somebody else's: the container does not dispose it.
            services.AddKeyedSingleton(id, models?.Invoke(id) ?? new JournaledChatClient(NoModel.Instance, clock, Options.Create(new RuntimeOptions())));
        }

        var provider = services.BuildServiceProvider();
        try
        {
            var own = provider.GetServices<WorkflowDefinition>(); // made first: this is where faulty prompts and policies show
            var registry = new WorkflowRegistry(definitions ?? own);
            var compiled = (version is null ? registry.FindNewest(workflow) : registry.Find(workflow, version)) ?? throw new UnknownWorkflowException(version is null ? workflow : $"{workflow} {version}");
            return new(provider, new Kernel(provider, [.. tools]), compiled);
        }
        catch
        {
            provider.Dispose();
            throw;
        }
    }

    /// <summary>Rehearses a conversation.</summary>
    public Task<RehearsalOutcome> RehearseAsync(RehearsalScript script, RehearsalTerms terms, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(script);
        return script.Turns.Count == 0
            ? Task.FromResult(new RehearsalOutcome([], [], false, RehearsalUsage.None))
            : new Rehearsal(script, terms, null, _workflow, KernelFor(terms), _services.GetRequiredService<TimeProvider>()).RunAsync(cancellationToken);
    }

    /// <summary>
    /// Holds a conversation in earnest, from the customer's side of a recording: models are asked, and tools are called, in the shop of the script's tenant. Nothing is stored.
    /// </summary>
    /// <param name="script">The customer's side, see <see cref="RehearsalScript.CustomersSide"/>.</param>
    /// <param name="terms">Who settles approvals.</param>
    /// <param name="spending">What it may cost. Once that is used up the performance ends where it is, and is worth nothing.</param>
    /// <param name="now">The time it is for steps; null for the real one. Tools look at the real one in any case.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public Task<RehearsalOutcome> PerformAsync(
        RehearsalScript script, RehearsalTerms terms, ReplaySpending spending, DateTimeOffset? now = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(script);
        // Of recordings of others it is known which calls were made; of ours, which were carried out.
        var kind = script.IsOurs ? DecisionKinds.Effects : DecisionKinds.Eligibility;
        var done = script.Recorded.Where(decision => decision.Kind == kind && decision.Value is "done" or "eligible").Select(decision => decision.Subject.Split(' ', 2)[0]).ToHashSet();
        return script.Turns.Count == 0
            ? Task.FromResult(new RehearsalOutcome([], [], false, RehearsalUsage.None))
            : new Rehearsal(script, terms, new(spending, done.Contains) { Now = now }, _workflow, KernelFor(terms), _services.GetRequiredService<TimeProvider>()).RunAsync(cancellationToken);
    }

    private Kernel KernelFor(RehearsalTerms terms)
    {
        var kernel = _kernel.Clone();
        if (terms.Tenant is { } tenant)
        {
            _tenants.Make("of the recording", tenant).LayInto(kernel);
        }

        return kernel;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class NoModel : IChatClient
    {
        public static readonly NoModel Instance = new();

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("A rehearsal asked a model, and has none.");

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("A rehearsal asked a model, and has none.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
