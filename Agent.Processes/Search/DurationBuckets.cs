namespace Agent.Processes.Search;

/// <summary>Classes of duration, each about a fifth longer than the one before: a percentile read from them is off by less than a tenth.</summary>
internal static class DurationBuckets
{
    private const double Base = 1.2;
    private const double ShortestMs = 0.05;

    /// <summary>The class of a duration.</summary>
    public static short Of(double milliseconds) =>
        (short)Math.Clamp(Math.Floor(Math.Log(Math.Max(milliseconds, ShortestMs) / ShortestMs, Base)), 0, 200);

    /// <summary>The middle of a class, in milliseconds.</summary>
    public static double MiddleOf(short bucket) => ShortestMs * Math.Pow(Base, bucket + 0.5);

    /// <summary>The duration that a share of what was counted does not exceed.</summary>
    public static double Percentile(IEnumerable<(short Bucket, long Count)> counts, double share)
    {
        var sorted = counts.OrderBy(entry => entry.Bucket).ToList();
        var wanted = sorted.Sum(entry => entry.Count) * share;
        var passed = 0L;
        foreach (var (bucket, count) in sorted)
        {
            passed += count;
            if (passed >= wanted)
            {
                return MiddleOf(bucket);
            }
        }

        return 0;
    }
}
