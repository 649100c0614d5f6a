namespace Agent.Processes.Runtime.Signals;

/// <summary>A signal that is remembered until somebody has waited for it. Many before anyone looks are one.</summary>
internal sealed class WakeUp(TimeProvider clock)
{
    private TaskCompletionSource _given = NewSignal();

    /// <summary>Wakes those who wait, or else the next one who does.</summary>
    public void Give() => Volatile.Read(ref _given).TrySetResult();

    /// <summary>Returns when the signal was given since the last return, or when the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var given = Volatile.Read(ref _given);
        await given.Task.WaitAsync(atMost, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (given.Task.IsCompleted)
        {
            // A signal from here on is for the next look; one before it is covered by the look that follows this return.
            Interlocked.CompareExchange(ref _given, NewSignal(), given);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
