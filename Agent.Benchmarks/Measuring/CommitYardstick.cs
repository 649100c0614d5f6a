using System.Diagnostics;
using Npgsql;

namespace Agent.Benchmarks.Measuring;

/// <summary>How fast this machine's PostgreSQL commits: what the other figures are to be read against on a machine that is shared.</summary>
internal static class CommitYardstick
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    /// <param name="connectionString">The database.</param>
    /// <param name="connections">How many connections insert at the same time; several share the log's flushes.</param>
    /// <returns>Single-row inserts committed in a second, one after the other on each connection.</returns>
    public static async Task<double> MeasureAsync(string connectionString, int connections = 1)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, "CREATE TABLE IF NOT EXISTS public.yardstick (n bigint PRIMARY KEY, note text NOT NULL)");
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Run(() => InsertAsync(connectionString, number, started))));
        var perSecond = counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await ExecuteAsync(connection, "DROP TABLE public.yardstick");
        return perSecond;
    }

    private static async Task<long> InsertAsync(string connectionString, long number, long started)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var insert = new NpgsqlCommand("INSERT INTO public.yardstick (n, note) VALUES ($1, 'a row of ordinary size')", connection);
        var key = new NpgsqlParameter<long>();
        insert.Parameters.Add(key);
        await insert.PrepareAsync();
        var inserted = 0L;
        while (Stopwatch.GetElapsedTime(started) < Duration)
        {
            key.TypedValue = (number << 40) + ++inserted;
            await insert.ExecuteNonQueryAsync();
        }

        return inserted;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
