using Agent.Host.Api.Limits.Buckets;
using Agent.Host.Security.Tenants;

namespace Agent.Host.Api.Limits.Levels;

/// <summary>The limits of one level, worked out.</summary>
/// <param name="Level">One of <see cref="LevelNames"/>.</param>
/// <param name="Requests">Requests; null without a limit.</param>
/// <param name="Tokens">Tokens of models; null without a limit.</param>
/// <param name="MaxConcurrent">Requests at once; 0 without a limit.</param>
internal sealed record LevelLimits(string Level, BucketSize? Requests, BucketSize? Tokens, int MaxConcurrent)
{
    /// <param name="level">One of <see cref="LevelNames"/>.</param>
    /// <param name="options">What the service says.</param>
    /// <param name="share">The part of a limit that a replica takes at once.</param>
    /// <param name="own">What a tenant has instead; what it leaves out is as the service says.</param>
    public static LevelLimits Of(string level, LevelOptions options, double share, TenantLevelLimits? own = null)
    {
        // With a limit of its own a tenant has a burst of its own, or none.
        var requestBurst = own?.RequestBurst ?? (own?.RequestsPerMinute is null ? options.RequestBurst : 0);
        var tokenBurst = own?.TokenBurst ?? (own?.TokensPerMinute is null ? options.TokenBurst : 0);
        return new(
            level, BucketSize.Of(level, own?.RequestsPerMinute ?? options.RequestsPerMinute, requestBurst, share),
            BucketSize.Of($"{level}-tokens", own?.TokensPerMinute ?? options.TokensPerMinute, tokenBurst, share), own?.MaxConcurrent ?? options.MaxConcurrent);
    }
}
