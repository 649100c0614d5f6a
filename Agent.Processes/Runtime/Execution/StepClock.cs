using Agent.Processes.Journal;

namespace Agent.Processes.Runtime.Execution;

/// <summary>
/// The clock of the service. Inside a step function it answers the time of the superstep, which is stored with it, so that a step run again from the
/// record sees the very time it saw before. Timers and timestamps are the real clock's everywhere.
/// </summary>
internal sealed class StepClock(TimeProvider real) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => real.LocalTimeZone;

    public override long TimestampFrequency => real.TimestampFrequency;

    /// <summary>The clock without the steps' time, for what measures or bears witness: a duration, the instant of a decision.</summary>
    public static TimeProvider RealOf(TimeProvider clock) => clock is StepClock steps ? steps.Real : clock;

    public override DateTimeOffset GetUtcNow() => ActivityScope.Current?.Now ?? real.GetUtcNow();

    public override long GetTimestamp() => real.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        real.CreateTimer(callback, state, dueTime, period);

    private TimeProvider Real => real;
}
