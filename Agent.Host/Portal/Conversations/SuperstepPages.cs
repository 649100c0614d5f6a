namespace Agent.Host.Portal.Conversations;

/// <summary>Which supersteps of a long conversation a page shows: the end, unless one of them is opened or the address says where to begin.</summary>
/// <param name="First">The first one shown.</param>
/// <param name="Last">The last one there is; 0 before anything has happened.</param>
public sealed record SuperstepPages(int First, int Last)
{
    /// <summary>At most this many are shown at once.</summary>
    public const int Size = 500;

    /// <summary>Where the page before begins; null on the first.</summary>
    public int? Earlier => First > 1 ? Math.Max(1, First - Size) : null;

    /// <summary>Where the page behind begins; null on the last.</summary>
    public int? Later => First + Size <= Last ? First + Size : null;

    /// <param name="last">The last superstep.</param>
    /// <param name="opened">The one that is opened.</param>
    /// <param name="from">Where to begin, as somebody asks.</param>
    internal static SuperstepPages Of(int last, int? opened, int? from)
    {
        var end = Math.Max(1, last - Size + 1);
        var first = Math.Clamp(from ?? end, 1, Math.Max(1, last));
        // What is opened is always on the page, whatever the address says.
        return new(opened is { } number && (number < first || number >= first + Size) ? Math.Clamp(number - (Size / 2), 1, end) : first, last);
    }
}
