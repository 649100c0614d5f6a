using System.Globalization;
using Agent.Host.Api.Limits.Buckets;

namespace Agent.Host.Api.Limits;

/// <summary>Tells clients how limits stand: <c>RateLimit-Policy</c> and <c>RateLimit</c> as in draft-ietf-httpapi-ratelimit-headers-10.</summary>
internal static class LimitHeaders
{
    private const string Policy = "RateLimit-Policy";
    private const string Present = "RateLimit";

    /// <summary>Adds one limit.</summary>
    /// <param name="headers">The answer's.</param>
    /// <param name="size">The limit.</param>
    /// <param name="remaining">What is left.</param>
    /// <param name="wait">How long until there is more, where nothing is left.</param>
    public static void Tell(IHeaderDictionary headers, BucketSize size, double remaining, TimeSpan wait)
    {
        Add(headers, Policy, size.Announcement);
        // Something comes back all the time: the client is told how long until the next whole one.
        var seconds = Seconds(remaining < 1 && wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1 / size.PerSecond));
        Add(headers, Present, string.Create(CultureInfo.InvariantCulture, $"\"{size.Policy}\";r={remaining:0};t={seconds}"));
    }

    /// <summary>Whole seconds, so that whoever waits as long has waited long enough.</summary>
    public static int Seconds(TimeSpan wait) => (int)Math.Clamp(Math.Ceiling(wait.TotalSeconds), 1, int.MaxValue);

    private static void Add(IHeaderDictionary headers, string name, string item) => headers[name] = headers.TryGetValue(name, out var present) ? $"{present}, {item}" : item;
}
