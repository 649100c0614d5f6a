using Npgsql;

namespace Agent.Host.Database;

/// <summary>The database of this service: the one that <c>ConnectionStrings:Agent</c> names, or else a private cluster that lives as long as the service.</summary>
internal sealed class AgentDatabase(IConfiguration configuration, ILogger<AgentDatabase> logger) : IAsyncDisposable
{
    public const string ConnectionStringKey = "ConnectionStrings:Agent";
    public const string DirectConnectionStringKey = "ConnectionStrings:AgentDirect";
    public const string DataDirectoryKey = "Database:DataDirectory";
    public const string PoolerKey = "Database:Pooler";
    private PrivateCluster? _cluster;
    private string? _connectionString;
    private string? _directConnectionString;

    /// <summary>Whether the service runs its own cluster.</summary>
    public static bool IsPrivate(IConfiguration configuration) => string.IsNullOrWhiteSpace(configuration[ConnectionStringKey]);

    /// <summary>Where to connect; known after <see cref="StartAsync"/>.</summary>
    public string ConnectionString => _connectionString ?? throw new InvalidOperationException("The database has not been started.");

    /// <summary>The same database without a connection pooler in between; known after <see cref="StartAsync"/>.</summary>
    public string DirectConnectionString => _directConnectionString ?? ConnectionString;

    /// <summary>The setting that <see cref="DirectConnectionString"/> comes from.</summary>
    public string DirectKey => _directConnectionString is null ? ConnectionStringKey : DirectConnectionStringKey;

    /// <summary>What stands between this service and the database.</summary>
    /// <exception cref="ConfigurationFaultException">The setting names nothing we know.</exception>
    public DatabasePooler Pooler => configuration[PoolerKey] switch
    {
        null or "" => DatabasePooler.None,
        var name when Enum.TryParse<DatabasePooler>(name, ignoreCase: true, out var pooler) && Enum.IsDefined(pooler) && !char.IsDigit(name[0]) => pooler,
        _ => throw new ConfigurationFaultException(PoolerKey, "must be none or transaction."),
    };

    /// <summary>Starts the private cluster where one is needed.</summary>
    /// <param name="share">Whether the cluster of a service that runs already may be used, as the terminal does.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PrivateClusterException">The private cluster cannot run.</exception>
    /// <exception cref="ConfigurationFaultException">The connection string is none.</exception>
    public async Task StartAsync(bool share = false, CancellationToken cancellationToken = default)
    {
        var direct = configuration[DirectConnectionStringKey] is { Length: > 0 } given ? Check(DirectConnectionStringKey, given) : null;
        var pooler = Pooler;
        if (!IsPrivate(configuration))
        {
            _connectionString = Check(ConnectionStringKey, configuration[ConnectionStringKey]!);
            _directConnectionString = direct;
            CheckPooler(pooler);
            return;
        }

        if (direct is not null)
            throw new ConfigurationFaultException(DirectConnectionStringKey, $"is another way to the database of {ConnectionStringKey}, which is not set.");

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

    // What does not survive between two transactions would fail later, and only now and then.
    private void CheckPooler(DatabasePooler pooler)
    {
        if (pooler == DatabasePooler.None)
            return;
        if (_directConnectionString is null)
            throw new ConfigurationFaultException(DirectConnectionStringKey, $"must be set when {PoolerKey} is transaction: migrations and signals need a session.");
        if (new NpgsqlConnectionStringBuilder(ConnectionString).MaxAutoPrepare > 0)
            throw new ConfigurationFaultException(ConnectionStringKey, $"must not prepare statements (Max Auto Prepare) when {PoolerKey} is transaction.");
    }

    private static string Check(string key, string connectionString)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            return string.IsNullOrEmpty(builder.Host) ? throw new ConfigurationFaultException(key, "names no Host.") : connectionString;
        }
        catch (ArgumentException exception)
        {
            throw new ConfigurationFaultException(key, $"is no connection string: {exception.Message}", exception);
        }
    }
}
