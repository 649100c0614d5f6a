namespace Agent.Tests.Processes.Runtime.Signals;

/// <summary>A clock whose timers never fire: whoever goes on has been woken.</summary>
internal sealed class FrozenClock : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

    private sealed class Never : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
