using Agent.Benchmarks.Measuring;
using Npgsql;

namespace Agent.Benchmarks.Faults;

/// <summary>How long conversations stood still: from a kill to the next commit, which another replica made.</summary>
internal static class RecoveryTimes
{
    private const string NextCommit = "SELECT min(committed_at) FROM agent.checkpoints WHERE conversation_id = $1 AND committed_at > $2";

    /// <returns>In milliseconds. Kills that left nothing to do are not among them.</returns>
    public static async Task<Durations> ReadAsync(NpgsqlDataSource database, IEnumerable<FiredKill> kills, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        foreach (var kill in kills.Where(kill => kill.Boundary.NeedsRescue))
        {
            await using var command = database.CreateCommand(NextCommit);
            command.Parameters.Add(new() { Value = kill.Conversation });
            command.Parameters.Add(new() { Value = kill.At.UtcDateTime });
            if (await command.ExecuteScalarAsync(cancellationToken) is DateTime next)
            {
                times.Add((next - kill.At.UtcDateTime).TotalMilliseconds);
            }
        }

        return new(times);
    }
}
