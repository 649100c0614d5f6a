namespace Agent.Processes.Policies.Timing;

/// <summary>The hours in which people decide. Outside them time stands still.</summary>
/// <param name="Zone">Where the people are: the hours are by its clocks, whatever they do in spring and autumn.</param>
/// <param name="Days">The days of the week on which there are hours.</param>
/// <param name="From">When a day opens.</param>
/// <param name="Length">From opening to closing by the clock on the wall; up to 24 hours.</param>
internal sealed record WorkingHours(TimeZoneInfo Zone, IReadOnlySet<DayOfWeek> Days, TimeOnly From, TimeSpan Length)
{
    /// <summary>The moment at which this much working time has passed. Time that runs out exactly at closing runs out then, not at the next opening.</summary>
    public DateTimeOffset Add(DateTimeOffset start, TimeSpan time)
    {
        var left = time;
        foreach (var (opens, closes) in HoursFrom(start))
        {
            var begins = start > opens ? start : opens;
            if (begins + left <= closes)
            {
                return begins + left;
            }

            left -= closes - begins;
        }

        throw new InvalidOperationException("Working hours never end.");
    }

    /// <summary>This moment when it is inside working hours, else the next opening. Closing time is outside.</summary>
    public DateTimeOffset NextOpen(DateTimeOffset moment)
    {
        var (opens, _) = HoursFrom(moment).First(hours => hours.Closes > moment);
        return moment > opens ? moment : opens;
    }

    /// <summary>Every day's hours in UTC from a moment on, without end; a day the zone's clocks leave nothing of is left out.</summary>
    private IEnumerable<(DateTimeOffset Opens, DateTimeOffset Closes)> HoursFrom(DateTimeOffset moment)
    {
        for (var day = TimeZoneInfo.ConvertTime(moment, Zone).Date; ; day = day.AddDays(1))
        {
            if (!Days.Contains(day.DayOfWeek))
            {
                continue;
            }

            var opens = ToUtc(day + From.ToTimeSpan(), isOpening: true);
            var closes = ToUtc(day + From.ToTimeSpan() + Length, isOpening: false);
            if (closes > opens && closes >= moment)
            {
                yield return (opens, closes);
            }
        }
    }

    /// <summary>A time the clocks skip is the moment they skip it; of a time they show twice, opening is the first and closing the second.</summary>
    private DateTimeOffset ToUtc(DateTime wall, bool isOpening)
    {
        if (Zone.IsInvalidTime(wall))
        {
            var before = wall;
            while (Zone.IsInvalidTime(before))
            {
                before = before.AddMinutes(-1);
            }

            // The clock goes from one minute past this one straight to the other side of the gap.
            return new DateTimeOffset(before.AddMinutes(1) - Zone.GetUtcOffset(before), TimeSpan.Zero);
        }

        var offset = Zone.IsAmbiguousTime(wall)
            ? isOpening ? Zone.GetAmbiguousTimeOffsets(wall).Max() : Zone.GetAmbiguousTimeOffsets(wall).Min()
            : Zone.GetUtcOffset(wall);
        return new DateTimeOffset(wall - offset, TimeSpan.Zero);
    }
}
