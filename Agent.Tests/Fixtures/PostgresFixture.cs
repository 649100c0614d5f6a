using System.Globalization;
using Agent.Host.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Agent.Tests;

/// <summary>One private PostgreSQL server for the whole test run, in a temporary folder that goes away with it.</summary>
[SetUpFixture]
internal sealed class PostgresFixture
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"agent-tests-{Guid.NewGuid():N}");
    private static PrivateCluster? _cluster;
    private static int _databases;

    private static PrivateCluster Cluster => _cluster ?? throw new InvalidOperationException("The test run has no PostgreSQL server (yet).");

    [OneTimeSetUp]
    public async Task StartAsync() => _cluster = await PrivateCluster.StartAsync(
        new() { DataDirectory = Folder, Durable = false, MaxConnections = 500 }, NullLogger.Instance);

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_cluster is null)
            return;
        await _cluster.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A fresh, empty database. Its pool is small and forgets idle connections soon, as there are many databases.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(Cluster.ConnectionStringFor("postgres"));
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(Cluster.ConnectionStringFor(name))
        {
            MaxPoolSize = 30,
            ConnectionIdleLifetime = 5,
            ConnectionPruningInterval = 2,
            IncludeErrorDetail = true,
        }.ConnectionString;
    }
}
