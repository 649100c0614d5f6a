using Agent.Processes.Runtime.Signals;

namespace Agent.Processes.Runtime;

/// <summary>One who waits for the end of a turn.</summary>
internal sealed class TurnWaiter(ConversationKey key, int turn, Action<ConversationKey, TurnWaiter> leave, TimeProvider clock) : IDisposable
{
    private readonly WakeUp _wakeUp = new(clock);
    private volatile TurnView? _ended;

    public int Turn => turn;

    /// <summary>The end, when it has come by itself; null as long as only the database may know it.</summary>
    public TurnView? Ended => _ended;

    public void End(TurnView view)
    {
        _ended = view;
        _wakeUp.Give();
    }

    /// <summary>Has the one who waits look into the database.</summary>
    public void Look() => _wakeUp.Give();

    /// <summary>Returns when there is something to look at, or when the time is over.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _wakeUp.WaitAsync(atMost, cancellationToken);

    public void Dispose() => leave(key, this);
}
