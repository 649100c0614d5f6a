using Agent.Host.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Agent.Tests.Host.Database;

internal sealed class PrivateClusterTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("agent-cluster-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test, CancelAfter(120_000)]
    public async Task Keeps_what_was_stored_over_a_restart(CancellationToken cancellationToken)
    {
        await using (var first = await StartAsync(cancellationToken))
            await ExecuteAsync(first, "CREATE TABLE t AS SELECT 42 AS v", cancellationToken);
        await using var second = await StartAsync(cancellationToken);
        Assert.That(await ScalarAsync(second, "SELECT v FROM t", cancellationToken), Is.EqualTo(42));
    }

    [Test, CancelAfter(120_000)]
    public async Task The_run_s_own_cluster_hands_out_empty_databases(CancellationToken cancellationToken)
    {
        await using var first = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using var second = NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync());
        await using (var create = first.CreateCommand("CREATE TABLE t (v int)"))
            await create.ExecuteNonQueryAsync(cancellationToken);
        await using var find = second.CreateCommand("SELECT to_regclass('t') IS NULL");
        Assert.That(await find.ExecuteScalarAsync(cancellationToken), Is.True);
    }

    private Task<PrivateCluster> StartAsync(CancellationToken cancellationToken) =>
        PrivateCluster.StartAsync(new() { DataDirectory = _folder, Durable = false }, NullLogger.Instance, cancellationToken);

    private static async Task ExecuteAsync(PrivateCluster cluster, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(PrivateCluster cluster, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
