using System.Diagnostics.CodeAnalysis;
using Agent.Host.Models;
using Agent.Processes;
using Agent.Processes.Costs;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Journal;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Agent.Host.Replay.Live;

/// <summary>The models of one version: the service's own, or others where the version's settings name others.</summary>
internal sealed class LiveModels : IAsyncDisposable
{
    private readonly ServiceProvider? _own;
    private readonly IServiceProvider _services;

    private LiveModels(IServiceProvider services, ServiceProvider? own) => (_services, _own) = (own ?? services, own);

    public IChatClient this[string serviceId] => _services.GetRequiredKeyedService<IChatClient>(serviceId);

    public static LiveModels Open(IServiceProvider host, IReadOnlyDictionary<string, string> changes)
    {
        var named = changes.Where(change => change.Key.StartsWith(ModelOptions.Section + ":", StringComparison.OrdinalIgnoreCase)).ToDictionary(change => change.Key, change => (string?)change.Value);
        if (named.Count == 0)
        {
            return new(host, null);
        }

        var settings = new ConfigurationBuilder().AddConfiguration(host.GetRequiredService<IConfiguration>()).AddInMemoryCollection(named).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton(host.GetRequiredService<TimeProvider>());
        services.AddKeyedSingleton<IChatClient>(ModelProviders.Offline, (_, _) => new Borrowed(host.GetRequiredKeyedService<IChatClient>(ModelProviders.Offline)));
        services.AddModels(settings, (client, _, _) => new JournaledChatClient(
            new BudgetedChatClient(client, host.GetRequiredService<BudgetKeeper>()), host.GetRequiredService<TimeProvider>(), host.GetRequiredService<IOptions<RuntimeOptions>>(), host.GetRequiredService<PriceList>()));
        return new(host, services.BuildServiceProvider());
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
