using Agent.Benchmarks.Measuring;
using Agent.Host;
using Agent.Host.Database;
using Agent.Plugins.BackOffice;
using Agent.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Agent.Benchmarks.Service;

/// <summary>The service as the host composes it, without its HTTP edge, on a PostgreSQL server with default durability.</summary>
internal sealed class BenchmarkService : IAsyncDisposable
{
    private readonly PrivateCluster? _cluster;
    private readonly string? _directory;
    private readonly IHost _host;

    private BenchmarkService(IHost host, string connectionString, PrivateCluster? cluster, string? directory)
    {
        (_host, _cluster, _directory) = (host, cluster, directory);
        Counters = new(connectionString);
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public DatabaseCounters Counters { get; }

    public IConversations Conversations => _host.Services.GetRequiredService<IConversations>();

    public NpgsqlDataSource Database => _host.Services.GetRequiredService<NpgsqlDataSource>();

    public IServiceProvider Services => _host.Services;

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Null when the server runs on another machine.</summary>
    public ServerProcesses? Server { get; private set; }

    public BenchmarkShop Shop { get; private set; } = null!;

    public Meter Meter { get; private set; } = null!;

    /// <summary>Starts server and service, and opens a shop.</summary>
    /// <param name="connection">The database; null for a private cluster that is removed afterwards.</param>
    /// <param name="serves">False to leave the conversations to replicas of their own: there is only the database and the shop then.</param>
    public static async Task<BenchmarkService> StartAsync(string? connection, bool serves = true)
    {
        var directory = connection is null ? Path.Combine(Path.GetTempPath(), $"agent-benchmarks-{Guid.NewGuid():N}") : null;
        var cluster = directory is null
            ? null
            : await PrivateCluster.StartAsync(new() { DataDirectory = directory, FallbackDirectory = directory }, NullLogger.Instance);
        var connectionString = connection ?? cluster!.ConnectionString;
        var service = new BenchmarkService(Compose(connectionString), connectionString, cluster, cluster?.Directory);
        try
        {
            await service.StartAsync(serves);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
            Directory.Delete(_directory!, recursive: true);
        }
    }

    private static IHost Compose(string connectionString)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [AgentDatabase.ConnectionStringKey] = connectionString,
            ["Model:Provider"] = "offline",
        });
        builder.Logging.ClearProviders();
        builder.Services.AddAgent(builder.Configuration, isAlone: true);
        return builder.Build();
    }

    private async Task StartAsync(bool serves)
    {
        var services = _host.Services;
        await services.GetRequiredService<AgentDatabase>().StartAsync();
        await services.GetRequiredService<DatabaseMigrator>().MigrateAsync();
        await services.GetRequiredService<BackOfficeDatabase>().SeedAsync();
        if (serves)
        {
            await _host.StartAsync();
        }

        Shop = ActivatorUtilities.CreateInstance<BenchmarkShop>(services);
        Server = await Counters.FindServerAsync();
        Meter = new(Counters, Server);
    }
}
