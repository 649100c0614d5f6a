namespace Agent.Tests.Recordings;

/// <summary>Tells the time of a recording; timers run as ever.</summary>
internal sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
