namespace Agent.Processes.Recovery.Retention;

/// <summary>The hours of the day in which data may be removed.</summary>
internal sealed class RetentionWindow(RetentionOptions options)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone);

    public bool IsOpenAt(DateTimeOffset now)
    {
        if (options.Anytime)
        {
            return true;
        }

        // IsBetween wraps around midnight where the end lies before the beginning.
        return TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, _zone).DateTime).IsBetween(options.From, options.To);
    }
}
