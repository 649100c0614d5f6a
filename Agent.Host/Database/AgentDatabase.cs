using Npgsql;

namespace Agent.Host.Database;

/// <summary>The database of this service: the one that <c>ConnectionStrings:Agent</c> names, or else a private cluster that lives as long as the service.</summary>
internal sealed class AgentDatabase(IConfiguration configuration, ILogger<AgentDatabase> logger) : IAsyncDisposable
{
    public const string ConnectionStringKey = "ConnectionStrings:Agent";
    public const string DataDirectoryKey = "Database:DataDirectory";
    private PrivateCluster? _cluster;
    private string? _connectionString;

    /// <summary>Whether the service runs its own cluster.</summary>
    public static bool IsPrivate(IConfiguration configuration) => string.IsNullOrWhiteSpace(configuration[ConnectionStringKey]);

    /// <summary>Where to connect; known after <see cref="StartAsync"/>.</summary>
    public string ConnectionString => _connectionString ?? throw new InvalidOperationException("The database has not been started.");

    /// <summary>Starts the private cluster where one is needed.</summary>
    /// <param name="share">Whether the cluster of a service that runs already may be used, as the terminal does.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PrivateClusterException">The private cluster cannot run.</exception>
    /// <exception cref="ConfigurationFaultException">The connection string is none.</exception>
    public async Task StartAsync(bool share = false, CancellationToken cancellationToken = default)
    {
        if (!IsPrivate(configuration))
        {
            _connectionString = Check(configuration[ConnectionStringKey]!);
            return;
        }

        var options = configuration[DataDirectoryKey] is { Length: > 0 } directory
            ? new PrivateClusterOptions { DataDirectory = directory } : new PrivateClusterOptions();
        _cluster = await PrivateCluster.StartAsync(options with { Share = share }, logger, cancellationToken);
        _connectionString = _cluster.ConnectionString;
    }

    /// <summary>Stops the private cluster, where there is one.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    private static string Check(string connectionString)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            return string.IsNullOrEmpty(builder.Host) ? throw new ConfigurationFaultException(ConnectionStringKey, "names no Host.") : connectionString;
        }
        catch (ArgumentException exception)
        {
            throw new ConfigurationFaultException(ConnectionStringKey, $"is no connection string: {exception.Message}", exception);
        }
    }
}
