namespace Agent.Processes.Policies.Timing;

/// <summary>How long a question stays open, and when the person is reminded.</summary>
/// <param name="Lifetime">How long it stays open, in working time where there are working hours.</param>
/// <param name="RemindBefore">How long before the end the person is reminded; each less than the lifetime.</param>
/// <param name="Hours">When people decide; null means always.</param>
internal sealed record ApprovalTiming(TimeSpan Lifetime, IReadOnlyList<TimeSpan> RemindBefore, WorkingHours? Hours)
{
    /// <summary>24 hours, and one reminder 4 hours before their end.</summary>
    public static ApprovalTiming Default { get; } = new(TimeSpan.FromHours(24), [TimeSpan.FromHours(4)], null);

    /// <summary>The moments for a question asked now. Pure.</summary>
    public DueTimes For(DateTimeOffset askedAt) => new(
        Add(askedAt, Lifetime),
        [.. RemindBefore.Select(before => RemindAt(askedAt, Lifetime - before)).Distinct().Order()]);

    private DateTimeOffset Add(DateTimeOffset askedAt, TimeSpan time) => Hours is null ? askedAt + time : Hours.Add(askedAt, time);

    /// <summary>Nobody reads a reminder that comes as the doors close.</summary>
    private DateTimeOffset RemindAt(DateTimeOffset askedAt, TimeSpan time) => Hours is null ? askedAt + time : Hours.NextOpen(Hours.Add(askedAt, time));
}
