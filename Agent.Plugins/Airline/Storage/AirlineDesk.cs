namespace Agent.Plugins.Airline.Storage;

/// <summary>
/// An airline's own time. A tenant that sells has the clock's; one that was imported from a public domain, whose timetable ends, stands at that domain's
/// moment for ever.
/// </summary>
internal sealed record AirlineDesk
{
    // The timetable says its times in Eastern Standard Time, all year.
    private static readonly TimeSpan s_offset = TimeSpan.FromHours(-5);

    public required string Tenant { get; init; }

    /// <summary>The moment it stands at; null for one whose time goes on.</summary>
    public DateTime? StandsAt { get; init; }

    public static DateTime TimeAt(DateTime? standsAt, TimeProvider clock)
    {
        var now = standsAt ?? clock.GetUtcNow().ToOffset(s_offset).DateTime;
        return DateTime.SpecifyKind(new(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond)), DateTimeKind.Unspecified);
    }
}
