using Agent.Processes.Persistence.Tenancy;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Shows the other replicas that this one is alive, and parks what none of them can work on.</summary>
internal sealed class ReplicaStore(TenantDatabase database, ReplicaIdentity replica, WorkflowRegistry workflows, RuntimeOptions options)
{
    private static readonly string s_name = $"{Environment.MachineName}:{Environment.ProcessId}";

    public async Task BeatAsync(int running, bool isDraining, CancellationToken cancellationToken)
    {
        await using var command = database.Across(
            Sweep.ReplicasBeat, Text(replica.Id), Text(s_name), Texts(workflows.Versions), Value(running), Value(isDraining), Value(options.Lease));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Across(Sweep.ReplicasLeave, Text(replica.Id));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Queues what was parked until a replica like this one came.</summary>
    /// <returns>How many conversations.</returns>
    public async Task<int> UnparkAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Across(Sweep.ReplicasUnpark, Texts(workflows.Versions));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Parks what no living replica can work on.</summary>
    public async Task<IReadOnlyList<(string Id, string Workflow, string Version)>> ParkUnknownAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Across(Sweep.ReplicasPark, Texts(workflows.Versions), Value(options.Lease));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var parked = new List<(string, string, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            parked.Add((reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        }

        return parked;
    }
}
