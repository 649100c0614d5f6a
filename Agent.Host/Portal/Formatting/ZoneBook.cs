namespace Agent.Host.Portal.Formatting;

/// <summary>Time zones by the name a browser gives. Where the machine has no zone data, or the name is none, times are UTC, and say so.</summary>
public sealed class ZoneBook
{
    private const int Longest = 64;

    /// <summary>Finds a zone.</summary>
    public TimeZoneInfo Find(string? name) =>
        name is { Length: > 0 and <= Longest } && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
}
