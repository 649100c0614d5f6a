using System.Collections.Concurrent;
using Agent.Benchmarks.Faults.Planning;
using Agent.Benchmarks.Faults.Replicas;
using Npgsql;

namespace Agent.Benchmarks.Faults;

/// <summary>Does what the plan says beside the kills, each when its number of kills is reached.</summary>
internal sealed class FaultInjector(Testbed testbed)
{
    /// <summary>Longer than the lease, so that somebody else owns what the paused replica was working on.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(Testbed.LeaseSeconds + 1.5);
    private readonly ConcurrentDictionary<FaultKind, int> _done = new();

    /// <summary>What was done so far.</summary>
    public IReadOnlyDictionary<FaultKind, int> Done => _done;

    /// <param name="faults">In the order of their kills.</param>
    /// <param name="cancellationToken">Ends it; what was begun is put right first.</param>
    public async Task RunAsync(IReadOnlyList<PlannedFault> faults, CancellationToken cancellationToken)
    {
        var pauses = new List<Task>();
        try
        {
            foreach (var fault in faults)
            {
                await testbed.Log.ReachAsync(fault.AfterKills, cancellationToken);
                await (fault.Kind switch
                {
                    FaultKind.Terminate => TerminateAsync(fault, cancellationToken),
                    FaultKind.Pause => PauseAsync(fault, pauses, cancellationToken),
                    FaultKind.RestartDatabase => RestartDatabaseAsync(fault),
                    _ => CutConnectionsAsync(fault),
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The play is over.
        }

        await Task.WhenAll(pauses);
    }

    private async Task TerminateAsync(PlannedFault fault, CancellationToken cancellationToken)
    {
        (await ReadyAsync(fault.Replica, cancellationToken)).Send(Signals.Terminate);
        Count(fault);
    }

    private async Task PauseAsync(PlannedFault fault, List<Task> pauses, CancellationToken cancellationToken)
    {
        var replica = await ReadyAsync(fault.Replica, cancellationToken);
        replica.Send(Signals.Stop);
        Count(fault);
        pauses.Add(ContinueAsync(replica, cancellationToken));
    }

    /// <summary>The replica, once it takes requests: it may just have been killed.</summary>
    private async Task<ReplicaProcess> ReadyAsync(int slot, CancellationToken cancellationToken)
    {
        ReplicaProcess? replica;
        while ((replica = testbed.Replicas.At(slot)) is null)
        {
            await Task.Delay(20, cancellationToken);
        }

        return replica;
    }

    private static async Task ContinueAsync(ReplicaProcess replica, CancellationToken cancellationToken)
    {
        await Task.Delay(s_pause, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        replica.Send(Signals.Continue);
    }

    private async Task RestartDatabaseAsync(PlannedFault fault)
    {
        await testbed.Cluster.StopAsync(immediately: true, CancellationToken.None);
        await testbed.Cluster.StartServerAsync(CancellationToken.None);
        Count(fault);
    }

    private async Task CutConnectionsAsync(PlannedFault fault)
    {
        try
        {
            await using var connection = new NpgsqlConnection(testbed.Cluster.ConnectionString + ";Pooling=false");
            await connection.OpenAsync();
            await using var cut = new NpgsqlCommand(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", connection);
            await cut.ExecuteNonQueryAsync();
            Count(fault);
        }
        catch (NpgsqlException)
        {
            // The server is just coming back from a restart: its connections are cut anyway.
        }
    }

    private void Count(PlannedFault fault) => _done.AddOrUpdate(fault.Kind, 1, (_, count) => count + 1);
}
