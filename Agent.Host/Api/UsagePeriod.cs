namespace Agent.Host.Api;

/// <summary>Days, as a query names them.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
internal readonly record struct UsagePeriod(DateOnly First, DateOnly Last)
{
    private const int MostDays = 400;

    /// <summary>Reads <c>from</c> and <c>to</c>; by default the last 30 days.</summary>
    /// <param name="from">As it was sent.</param>
    /// <param name="to">As it was sent.</param>
    /// <param name="clock">Says what today is.</param>
    /// <param name="faults">Gets what is wrong.</param>
    public static UsagePeriod Read(string? from, string? to, TimeProvider clock, Dictionary<string, string[]> faults)
    {
        var last = Day("to", to) ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var first = Day("from", from) ?? (last.DayNumber < 30 ? DateOnly.MinValue : last.AddDays(-29));
        if (first > last || last.DayNumber - first.DayNumber >= MostDays)
            faults.TryAdd("from", [$"from must not be later than to, and at most {MostDays} days before it."]);
        return new(first, last);

        DateOnly? Day(string field, string? text)
        {
            if (text is null)
                return null;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day))
                return day;
            faults[field] = [$"{field} must be a day such as 2026-11-21, in UTC."];
            return null;
        }
    }
}
