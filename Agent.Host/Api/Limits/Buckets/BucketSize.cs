namespace Agent.Host.Api.Limits.Buckets;

/// <summary>How much a bucket holds.</summary>
/// <param name="Policy">The name clients know the limit by, such as <c>caller</c> or <c>tenant-tokens</c>.</param>
/// <param name="Capacity">When it is full.</param>
/// <param name="PerSecond">What comes back in a second.</param>
/// <param name="Slice">What a replica takes at once, to spend without asking.</param>
internal sealed record BucketSize(string Policy, double Capacity, double PerSecond, double Slice)
{
    /// <summary>The limit as <c>RateLimit-Policy</c> tells it.</summary>
    public string Announcement { get; } = string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"\"{Policy}\";q={Capacity:0};w={Math.Max(1, Math.Ceiling(Capacity / PerSecond)):0}{Unit(Policy)}");

    /// <summary>The size for a limit by the minute; null where there is no limit.</summary>
    /// <param name="policy">Its name.</param>
    /// <param name="perMinute">What comes back in a minute; 0 is no limit.</param>
    /// <param name="burst">When it is full; 0 is what comes back in a minute.</param>
    /// <param name="share">The part that a replica takes at once.</param>
    public static BucketSize? Of(string policy, int perMinute, int burst, double share)
    {
        if (perMinute == 0)
            return null;
        var capacity = burst > 0 ? burst : perMinute;
        return new(policy, capacity, perMinute / 60.0, Math.Max(1, Math.Floor(capacity * share)));
    }

    private static string Unit(string policy) => policy.EndsWith("-tokens", StringComparison.Ordinal) ? ";qu=\"tokens\"" : "";
}
