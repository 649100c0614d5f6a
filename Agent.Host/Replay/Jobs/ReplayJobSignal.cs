namespace Agent.Host.Replay.Jobs;

/// <summary>Wakes this replica's worker when a job is put down here; the others look now and then.</summary>
internal sealed class ReplayJobSignal : IDisposable
{
    private readonly SemaphoreSlim _announced = new(0);

    public void Announce() => _announced.Release();

    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => _announced.WaitAsync(longest, cancellationToken);

    public void Dispose() => _announced.Dispose();
}
