using System.Diagnostics;
using Npgsql;

namespace Agent.Benchmarks.Measuring;

/// <summary>
/// What PostgreSQL counts. It is asked over connections that are never pooled, because a backend reports its numbers when it ends,
/// or some seconds after its last transaction.
/// </summary>
internal sealed class DatabaseCounters(string connectionString)
{
    private const string Application = "agent-benchmarks";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = Application }.ConnectionString;

    /// <summary>The server's processes; null when it runs on another machine.</summary>
    public async Task<ServerProcesses?> FindServerAsync()
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        return ServerProcesses.Find(connection.ProcessID);
    }

    /// <summary>Bytes written to the write-ahead log since the cluster was made.</summary>
    public async Task<long> ReadWalPositionAsync() => (long)(decimal)(await ReadAsync("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"))[0];

    /// <summary>Commits in this database, and rows inserted, updated or deleted in the service's schemas.</summary>
    /// <param name="pool">The service's connections. They are closed, so that their backends report; nobody may be using them.</param>
    public async Task<(long Commits, long Rows)> ReadTotalsAsync(NpgsqlDataSource pool)
    {
        await using (var connection = new NpgsqlConnection(_connectionString))
        {
            await connection.OpenAsync();
            await using var others = new NpgsqlCommand(
                $"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> '{Application}'", connection);
            var started = Stopwatch.GetTimestamp();
            do
            {
                // Again and again: background work of the service opens a connection every now and then.
                pool.Clear();
                await Task.Delay(TimeSpan.FromMilliseconds(10));
            }
            while ((long)(await others.ExecuteScalarAsync())! > 0 && Stopwatch.GetElapsedTime(started) < s_patience);
        }

        var totals = await ReadAsync(
            """
            SELECT (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()),
                (SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint FROM pg_stat_user_tables WHERE schemaname IN ('agent', 'backoffice'))
            """);
        return ((long)totals[0], (long)totals[1]);
    }

    /// <summary>Writes a checkpoint, so that the full-page images after it fall into the warm-up and not into the measurement.</summary>
    public Task CheckpointAsync() => ReadAsync("CHECKPOINT; SELECT 1");

    private async Task<object[]> ReadAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var row = new object[reader.FieldCount];
        reader.GetValues(row);
        return row;
    }
}
