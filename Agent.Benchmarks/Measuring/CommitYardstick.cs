using System.Diagnostics;
using Npgsql;

namespace Agent.Benchmarks.Measuring;

/// <summary>How fast this machine's PostgreSQL commits: what the other figures are to be read against on a machine that is shared.</summary>
internal static class CommitYardstick
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    /// <returns>Single-row inserts committed in a second, one after the other on one connection.</returns>
    public static async Task<double> MeasureAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, "CREATE TABLE IF NOT EXISTS public.yardstick (n bigint PRIMARY KEY, note text NOT NULL)");
        await using var insert = new NpgsqlCommand("INSERT INTO public.yardstick (n, note) VALUES ($1, 'a row of ordinary size')", connection);
        var number = new NpgsqlParameter<long>();
        insert.Parameters.Add(number);
        await insert.PrepareAsync();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Duration)
        {
            number.TypedValue++;
            await insert.ExecuteNonQueryAsync();
        }

        var perSecond = number.TypedValue / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await ExecuteAsync(connection, "DROP TABLE public.yardstick");
        return perSecond;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
