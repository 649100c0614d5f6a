using Agent.Processes.Runtime;

namespace Agent.Tests.Processes.Runtime.Signals;

/// <summary>The wake-up call of the dispatcher.</summary>
public sealed class WorkSignalTests
{
    private static readonly TimeSpan s_ever = Timeout.InfiniteTimeSpan;

    [Test, CancelAfter(60_000)]
    public async Task Wakes_the_one_who_waits(CancellationToken cancellationToken)
    {
        var signal = new WorkSignal(TimeProvider.System);
        var waiting = signal.WaitAsync(s_ever, cancellationToken);
        Assert.That(waiting.IsCompleted, Is.False);
        signal.Announce();
        await waiting;
    }

    [Test, CancelAfter(60_000)]
    public async Task Remembers_what_was_announced_while_nobody_waited_and_only_once(CancellationToken cancellationToken)
    {
        var signal = new WorkSignal(TimeProvider.System);
        signal.Announce();
        signal.Announce();
        await signal.WaitAsync(s_ever, cancellationToken);
        Assert.That(signal.WaitAsync(s_ever, cancellationToken).IsCompleted, Is.False);
    }

    [Test, CancelAfter(60_000)]
    public async Task Returns_when_the_time_is_over(CancellationToken cancellationToken)
    {
        var signal = new WorkSignal(TimeProvider.System);
        await signal.WaitAsync(TimeSpan.FromMilliseconds(1), cancellationToken);
        signal.Announce();
        await signal.WaitAsync(s_ever, cancellationToken);
    }

    [Test]
    public void Ends_when_the_waiting_is_cancelled()
    {
        var signal = new WorkSignal(TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var waiting = signal.WaitAsync(s_ever, stop.Token);
        stop.Cancel();
        Assert.That(() => waiting, Throws.InstanceOf<OperationCanceledException>());
    }
}
