using System.Collections.Concurrent;
using Agent.Plugins.Mcp.Remote.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using ModelContextProtocol.Protocol;

namespace Agent.Plugins.Mcp.Remote;

/// <summary>
/// The configured tool servers. Their tools are read when the service starts, at intervals, and when a server says that they changed. A server that cannot be
/// reached keeps nobody from starting: what was known of its tools stays, and they answer that they are not available.
/// </summary>
internal sealed partial class RemoteTools : BackgroundService, IToolSources
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);
    private readonly ToolSourceOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<RemoteTools> _logger;
    private readonly List<RemoteServer> _servers;
    private readonly ConcurrentDictionary<string, IReadOnlyList<Tool>> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _publishing = new();
    private readonly HashSet<string> _own = new(StringComparer.OrdinalIgnoreCase);

    public RemoteTools(IOptions<ToolSourceOptions> options, TimeProvider clock, ILoggerFactory loggers)
    {
        (_options, _clock, _logger) = (options.Value, clock, loggers.CreateLogger<RemoteTools>());
        _servers = [.. _options.Servers.Select(server => new RemoteServer(server.Key, server.Value, clock, loggers.CreateLogger<RemoteServer>()))];
    }

    /// <summary>The tools of servers that are not our own.</summary>
    public RemoteToolsPlugin Foreign { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<ToolSourceStatus> Status => [.. _servers.Select(server => new ToolSourceStatus(server.Name, server.Fault, _known.TryGetValue(server.Name, out var tools) ? tools.Count : 0))];

    /// <summary>The plugins of a kernel: ours, wherever they run, and those of other servers.</summary>
    public IReadOnlyList<KernelPlugin> Compose(IEnumerable<KernelPlugin> own)
    {
        var server = _options.Mode == ToolMode.Mcp ? _servers.Single(server => server.Options.Trust == ToolServerTrust.Own) : null;
        KernelPlugin[] ours = [.. own];
        Reserve(ours.SelectMany(plugin => plugin).Select(tool => tool.Name));
        List<KernelPlugin> plugins = server is null ? [.. ours]
            : [.. ours.Select(plugin => KernelPluginFactory.CreateFromFunctions(plugin.Name, plugin.Description, plugin.Select(tool => RemoteTool.Own(tool, server))))];
        if (_servers.Any(other => other != server))
        {
            plugins.Add(Foreign);
        }

        return plugins;
    }

    /// <summary>Waits a moment for the first look at every server, so that the first conversation has the tools of those that are there.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await Task.WhenAny(_looked.Task, Task.Delay(FirstLook, _clock, cancellationToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var first = _servers.Select(_ => new TaskCompletionSource()).ToList();
        var watching = _servers.Select((server, index) => WatchAsync(server, first[index], stoppingToken)).ToList();
        await Task.WhenAll(first.Select(look => look.Task));
        _looked.TrySetResult();
        await Task.WhenAll(watching);
    }

    private async Task WatchAsync(RemoteServer server, TaskCompletionSource looked, CancellationToken cancellationToken)
    {
        using var changed = new SemaphoreSlim(0);
        void OnChanged() => changed.Release();
        server.ToolsChanged += OnChanged;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var isThere = await LookAsync(server, cancellationToken);
                looked.TrySetResult();
                await changed.WaitAsync(isThere || RetryInterval > server.Options.RefreshInterval ? server.Options.RefreshInterval : RetryInterval, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The service ends.
        }
        finally
        {
            server.ToolsChanged -= OnChanged;
            looked.TrySetResult();
        }
    }

    private async Task<bool> LookAsync(RemoteServer server, CancellationToken cancellationToken)
    {
        try
        {
            _known[server.Name] = await server.ListAsync(cancellationToken);
            Publish();
            return true;
        }
        catch (RemoteFaultException)
        {
            return false; // logged where it happened; what was known stays
        }
    }

    /// <summary>Keeps the names of our own tools free, also where another server's tool was there first.</summary>
    private void Reserve(IEnumerable<string> names)
    {
        lock (_publishing)
        {
            _own.UnionWith(names);
        }

        Publish();
    }

    private void Publish()
    {
        lock (_publishing)
        {
            var tools = new Dictionary<string, KernelFunction>(StringComparer.OrdinalIgnoreCase);
            foreach (var server in _servers.Where(server => server.Options.Trust != ToolServerTrust.Own))
            {
                foreach (var tool in _known.GetValueOrDefault(server.Name, []))
                {
                    var name = RemoteTool.NameOf(tool, server);
                    if (_own.Contains(name) || tools.ContainsKey(name))
                    {
                        LogTaken(tool.Name, server.Name, name);
                        continue;
                    }

                    tools[name] = RemoteTool.Foreign(tool, server);
                }
            }

            Foreign.Replace(tools.Values);
        }
    }

    [LoggerMessage(EventId = 2321, Level = LogLevel.Warning, Message = "The tool {Tool} of {Server} is left out: there is another one called {Name}")]
    private partial void LogTaken(string tool, string server, string name);
}
