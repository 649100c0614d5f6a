namespace Agent.Processes.Runtime;

/// <summary>Tells this replica that queued work exists in the database. It says no more than that: whoever waits looks for itself.</summary>
internal sealed class WorkSignal(TimeProvider clock)
{
    private TaskCompletionSource _announced = NewSignal();

    /// <summary>Wakes those who wait, or else the next one who does. Many announcements before anyone looks are one.</summary>
    public void Announce() => Volatile.Read(ref _announced).TrySetResult();

    /// <summary>Returns when work was announced since the last return, or when the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var announced = Volatile.Read(ref _announced);
        await announced.Task.WaitAsync(atMost, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (announced.Task.IsCompleted)
        {
            // An announcement from here on is for the next look; one before it is covered by the look that follows this return.
            Interlocked.CompareExchange(ref _announced, NewSignal(), announced);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
