namespace Agent.Host.Api.Limits.Levels;

/// <summary>The limits of a tenant and of each of its callers.</summary>
internal sealed record CallerLimits(LevelLimits Caller, LevelLimits Tenant);
