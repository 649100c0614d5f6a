using System.Collections.Concurrent;

namespace Agent.Benchmarks.Faults.Replicas;

/// <summary>What became of the replicas' processes, and a way to wait for the next kill.</summary>
internal sealed class ReplicaLog
{
    private readonly ConcurrentQueue<ReplicaExit> _exits = new();
    private readonly ConcurrentQueue<string> _falls = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = New();

    /// <summary>Processes that ended by signal 9.</summary>
    public int Kills => _exits.Count(exit => exit.WasKilled);

    /// <summary>Processes that ended because they were told to.</summary>
    public int Stops => _exits.Count(exit => exit.Code is 0 or 128 + Signals.Terminate);

    /// <summary>Processes that ended otherwise: they could not start while the database was away, or they crashed.</summary>
    public IReadOnlyList<ReplicaExit> Others => [.. _exits.Where(exit => !exit.WasKilled && exit.Code is not (0 or 128 + Signals.Terminate))];

    /// <summary>What the replicas logged of turns that fell, and of work that was taken up again after an error nobody expected.</summary>
    public IReadOnlyList<string> Falls => [.. _falls];

    public void AddFall(string logged) => _falls.Enqueue(logged);

    public void Add(ReplicaExit exit)
    {
        TaskCompletionSource reached;
        lock (_lock)
        {
            _exits.Enqueue(exit);
            (reached, _next) = (_next, New());
        }

        reached.SetResult();
    }

    /// <summary>Completes once this many replicas have been killed.</summary>
    public async Task ReachAsync(int kills, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                next = _next.Task;
            }

            if (Kills >= kills)
            {
                return;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
