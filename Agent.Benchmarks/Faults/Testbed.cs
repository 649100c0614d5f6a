using Agent.Benchmarks.Faults.Injection;
using Agent.Benchmarks.Faults.Playing;
using Agent.Benchmarks.Faults.Replicas;
using Agent.Benchmarks.Faults.Scripts;
using Agent.Host.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Agent.Benchmarks.Faults;

/// <summary>A PostgreSQL server of its own, replicas of the service on it, and customers with orders. All of it goes away afterwards.</summary>
internal sealed class Testbed : IAsyncDisposable
{
    public const int LeaseSeconds = 2;

    // A column that this version of the schema does not have reads as null this way.
    private const string Busy =
        "SELECT count(*) FROM agent.conversations c WHERE owner IS NOT NULL OR status = 'running' OR to_jsonb(c) ->> 'ready_at' IS NOT NULL";
    private readonly string _folder;

    private Testbed(string folder, PrivateCluster cluster, NpgsqlDataSource database, ReplicaSet replicas, ReplicaLog log, KillPoints points)
    {
        (_folder, Cluster, Database, Replicas, Log, Points) = (folder, cluster, database, replicas, log, points);
        (Door, Shop) = (new(replicas), new(database));
    }

    public PrivateCluster Cluster { get; }

    public NpgsqlDataSource Database { get; }

    public ReplicaSet Replicas { get; }

    public ReplicaLog Log { get; }

    public KillPoints Points { get; }

    public FrontDoor Door { get; }

    public ScriptShop Shop { get; }

    /// <summary>Starts everything and waits until every replica takes requests.</summary>
    /// <param name="replicas">How many.</param>
    /// <param name="withoutIdempotency">True to take the idempotency key from every tool call.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Testbed> StartAsync(int replicas, bool withoutIdempotency, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"agent-faults-{Guid.NewGuid():N}");
        var points = Directory.CreateDirectory(Path.Combine(folder, "points")).FullName;
        var server = Path.Combine(folder, "server");
        var cluster = await PrivateCluster.StartAsync(new() { DataDirectory = server, FallbackDirectory = server }, NullLogger.Instance, cancellationToken);
        try
        {
            var log = new ReplicaLog();
            var set = await ReplicaSet.StartAsync(replicas, EnvironmentFor(cluster.ConnectionString, points, withoutIdempotency), log, cancellationToken);
            return new(folder, cluster, NpgsqlDataSource.Create(cluster.ConnectionString), set, log, new(points));
        }
        catch
        {
            await cluster.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Waits until no conversation is being worked on, or has been waiting for that too long.</summary>
    public async Task SettleAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (System.Diagnostics.Stopwatch.GetElapsedTime(started) < atMost)
        {
            try
            {
                await using var busy = Database.CreateCommand(Busy);
                if (await busy.ExecuteScalarAsync(cancellationToken) is 0L)
                {
                    return;
                }
            }
            catch (NpgsqlException)
            {
                // A connection of ours was cut too.
            }

            await Task.Delay(200, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Replicas.DisposeAsync();
        await Database.DisposeAsync();
        await Cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Dictionary<string, string> EnvironmentFor(string connectionString, string points, bool withoutIdempotency)
    {
        var assembly = typeof(Testbed).Assembly;
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__Agent"] = connectionString,
            ["Model__Provider"] = "offline",
            // Here a replica dies every three seconds, through no fault of a conversation: parking is for those that end their replicas themselves.
            ["Runtime__MaxAttempts"] = "100",
            ["Runtime__LeaseSeconds"] = LeaseSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Logging__LogLevel__Default"] = "Warning",
            ["DOTNET_STARTUP_HOOKS"] = assembly.Location,
            ["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = assembly.GetName().Name!,
            [FaultInjection.FolderVariable] = points,
            ["DOTNET_TieredPGO"] = "0", // A replica lives for seconds: measuring its hot paths costs more than it brings.
        };
        if (withoutIdempotency)
        {
            environment[FaultInjection.WithoutIdempotencyVariable] = "true";
        }

        return environment;
    }
}
