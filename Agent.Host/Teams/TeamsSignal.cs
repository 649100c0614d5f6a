namespace Agent.Host.Teams;

/// <summary>Wakes the bot's workers in this process when there is something for one of them to do. What other replicas did is found by looking.</summary>
internal sealed class TeamsSignal
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes when something was signalled after this was read.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Give() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
