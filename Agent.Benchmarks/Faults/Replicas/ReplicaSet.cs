namespace Agent.Benchmarks.Faults.Replicas;

/// <summary>A fixed number of replicas; one that ends is started again at once, as an orchestrator would.</summary>
internal sealed class ReplicaSet : IAsyncDisposable
{
    private const int MostFailedStarts = 5;
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(60);
    private readonly ReplicaProcess?[] _ready;
    private readonly ReplicaProcess?[] _running;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ReplicaLog _log;
    private int _failedStarts;
    private volatile ReplicaExit? _lastFailure;
    private Task _slots = Task.CompletedTask;

    private ReplicaSet(int count, IReadOnlyDictionary<string, string> environment, ReplicaLog log)
    {
        (_ready, _running) = (new ReplicaProcess?[count], new ReplicaProcess?[count]);
        (_environment, _log) = (environment, log);
    }

    public int Count => _ready.Length;

    /// <summary>Starts the replicas and waits until each takes requests.</summary>
    /// <param name="count">How many.</param>
    /// <param name="environment">Their environment variables.</param>
    /// <param name="log">Told of every process that ends while it should run, and of turns that fall.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">They end before they take requests; the message holds their last words.</exception>
    public static async Task<ReplicaSet> StartAsync(
        int count, IReadOnlyDictionary<string, string> environment, ReplicaLog log, CancellationToken cancellationToken)
    {
        var set = new ReplicaSet(count, environment, log);
        set._slots = Task.WhenAll(Enumerable.Range(0, count).Select(slot => Task.Run(() => set.KeepRunningAsync(slot), CancellationToken.None)));
        try
        {
            await set.UntilReadyAsync(cancellationToken);
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    /// <summary>The process in a slot while it takes requests; it may be paused.</summary>
    public ReplicaProcess? At(int slot) => Volatile.Read(ref _ready[slot]);

    /// <summary>One of those that take requests, waiting until there is one. It may be paused: who sends to it cannot know.</summary>
    public async Task<ReplicaProcess> AnyAsync(Random random, CancellationToken cancellationToken)
    {
        while (true)
        {
            var first = random.Next(Count);
            for (var offset = 0; offset < Count; offset++)
            {
                if (At((first + offset) % Count) is { } replica)
                {
                    return replica;
                }
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Tells every replica to end, and waits until it has.</summary>
    /// <returns>How long the slowest took.</returns>
    public async Task<TimeSpan> StopAsync()
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        await _stopping.CancelAsync();
        foreach (var replica in _running)
        {
            replica?.Send(Signals.Continue);
            replica?.Send(Signals.Terminate);
        }

        await Task.WhenAny(_slots, Task.Delay(s_grace));
        foreach (var replica in _running)
        {
            replica?.Send(Signals.Kill);
        }

        await _slots;
        return System.Diagnostics.Stopwatch.GetElapsedTime(started);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var replica in _running)
        {
            replica?.Send(Signals.Kill);
        }

        await _slots;
        _stopping.Dispose();
    }

    private async Task UntilReadyAsync(CancellationToken cancellationToken)
    {
        while (Array.Exists(_ready, replica => replica is null))
        {
            if (_failedStarts >= MostFailedStarts && _lastFailure is { } failure)
            {
                throw new InvalidOperationException($"The service does not start; it ended with {failure.Code}:{Environment.NewLine}{failure.Output}");
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    private async Task KeepRunningAsync(int slot)
    {
        while (!_stopping.IsCancellationRequested)
        {
            var replica = ReplicaProcess.Start(_environment, _log);
            Volatile.Write(ref _running[slot], replica);
            var wasReady = false;
            try
            {
                wasReady = await replica.UntilReadyAsync(_stopping.Token);
                Volatile.Write(ref _ready[slot], wasReady ? replica : null);
            }
            catch (OperationCanceledException)
            {
                replica.Send(Signals.Terminate); // It may have been started after the others were told to end.
            }

            var code = await replica.UntilExitAsync();
            Volatile.Write(ref _ready[slot], null);
            Volatile.Write(ref _running[slot], null);
            var exit = new ReplicaExit(slot, code, wasReady, replica.Output);
            await replica.DisposeAsync();
            if (!wasReady && !exit.WasKilled)
            {
                _lastFailure = exit;
                Interlocked.Increment(ref _failedStarts);
            }

            if (!_stopping.IsCancellationRequested)
            {
                _log.Add(exit);
            }
        }
    }
}
