namespace Agent.Processes.Policies.Timing;

/// <summary>When a question lapses, and when somebody is reminded of it, oldest first.</summary>
internal sealed record DueTimes(DateTimeOffset ExpiresAt, IReadOnlyList<DateTimeOffset> Reminders);
