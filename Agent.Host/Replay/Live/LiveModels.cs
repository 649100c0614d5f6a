using System.Diagnostics.CodeAnalysis;
using Agent.Host.Models;
using Agent.Host.Replay.Live.Batching;
using Agent.Processes;
using Agent.Processes.Costs;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Journal;
using Agent.Processes.Replay.Batching;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Agent.Host.Replay.Live;

/// <summary>The models of one version: the service's own, or others where the version's settings name others.</summary>
internal sealed class LiveModels : IAsyncDisposable
{
    private readonly ServiceProvider? _own;
    private readonly Func<string, IChatClient> _find;

    private LiveModels(Func<string, IChatClient> find, ServiceProvider? own) => (_find, _own) = (find, own);

    public IChatClient this[string serviceId] => _find(serviceId);

    /// <param name="host">The service.</param>
    /// <param name="changes">The version's settings.</param>
    /// <param name="batches">What their calls go through; null to ask call by call.</param>
    /// <exception cref="ReplayFault">The provider has no batches.</exception>
    public static LiveModels Open(IServiceProvider host, IReadOnlyDictionary<string, string> changes, BatchedCalls? batches)
    {
        var named = changes.Where(change => change.Key.StartsWith(ModelOptions.Section + ":", StringComparison.OrdinalIgnoreCase)).ToDictionary(change => change.Key, change => (string?)change.Value);
        if (batches is not null)
        {
            return OpenBatched(host, named, batches);
        }

        if (named.Count == 0)
        {
            return new(id => host.GetRequiredKeyedService<IChatClient>(id), null);
        }

        var settings = new ConfigurationBuilder().AddConfiguration(host.GetRequiredService<IConfiguration>()).AddInMemoryCollection(named).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton(host.GetRequiredService<TimeProvider>());
        services.AddKeyedSingleton<IChatClient>(ModelProviders.Offline, (_, _) => new Borrowed(host.GetRequiredKeyedService<IChatClient>(ModelProviders.Offline)));
        services.AddModels(settings, (client, _, _) => new JournaledChatClient(
            new BudgetedChatClient(client, host.GetRequiredService<BudgetKeeper>()), host.GetRequiredService<TimeProvider>(), host.GetRequiredService<IOptions<RuntimeOptions>>(), host.GetRequiredService<PriceList>()));
        var own = services.BuildServiceProvider();
        return new(id => own.GetRequiredKeyedService<IChatClient>(id), own);
    }

    /// <summary>The provider's batch endpoint, by the settings of the service.</summary>
    /// <exception cref="ReplayFault">The provider has none.</exception>
    public static IBatchEndpoint FindBatches(IServiceProvider host) => host.GetRequiredService<ModelClientFactory>().CreateBatches()
        ?? throw new ReplayFault("--batch needs a provider with a batch endpoint: OpenAI, or a server that speaks its API (Model:Provider=openai)");

    private static LiveModels OpenBatched(IServiceProvider host, Dictionary<string, string?> named, BatchedCalls batches)
    {
        if (named.Keys.FirstOrDefault(key => !key.EndsWith(":Small", StringComparison.OrdinalIgnoreCase) && !key.EndsWith(":Large", StringComparison.OrdinalIgnoreCase)) is { } other)
        {
            throw new ReplayFault($"with --batch all versions ask one provider: {other} cannot be tried out, Model:Small and Model:Large can");
        }

        var settings = new ConfigurationBuilder().AddConfiguration(host.GetRequiredService<IConfiguration>()).AddInMemoryCollection(named).Build();
        var clock = host.GetRequiredService<TimeProvider>();
        var own = new ServiceCollection().AddLogging().AddSingleton(clock).AddModels(settings).BuildServiceProvider();
        var transport = new BatchTransport(batches);
        var models = new[] { ModelServiceIds.Small, ModelServiceIds.Large }.ToDictionary(id => id, id => new BatchedChatClient(
            own.GetRequiredService<ModelClientFactory>().CreateOver(id, transport), batches, host.GetRequiredService<BudgetKeeper>(), host.GetRequiredService<PriceList>(), clock));
        return new(id => models[id], own);
    }

    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? default;

    /// <summary>A client that is somebody else's, and is not disposed here.</summary>
    private sealed class Borrowed(IChatClient client) : DelegatingChatClient(client)
    {
        [SuppressMessage("Usage", "CA2215", Justification = "Its owner disposes it.")]
        protected override void Dispose(bool disposing)
        {
            // Its owner does.
        }
    }
}
