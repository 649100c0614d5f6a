namespace Agent.Processes.Runtime;

/// <summary>How long nobody looks into the database: a moment at first, then longer and longer. It starts anew whenever something happens.</summary>
internal sealed class Patience(TimeSpan longest)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(250);
    private TimeSpan _next = s_shortest;

    /// <param name="hearsAll">Whether whatever happens would be told. Otherwise the database is all there is, and patience is short.</param>
    public TimeSpan Next(bool hearsAll)
    {
        if (!hearsAll)
        {
            return s_shortest;
        }

        var now = _next;
        _next = now * 2 < longest ? now * 2 : longest;
        return now;
    }

    public void Reset() => _next = s_shortest;
}
