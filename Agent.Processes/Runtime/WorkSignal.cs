using Agent.Processes.Runtime.Signals;

namespace Agent.Processes.Runtime;

/// <summary>Tells this replica that queued work exists in the database. It says no more than that: whoever waits looks for itself.</summary>
internal sealed class WorkSignal(TimeProvider clock)
{
    private readonly WakeUp _work = new(clock);

    /// <summary>Wakes those who wait, or else the next one who does. Many announcements before anyone looks are one.</summary>
    public void Announce() => _work.Give();

    /// <summary>Returns when work was announced since the last return, or when the time is over.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _work.WaitAsync(atMost, cancellationToken);
}
