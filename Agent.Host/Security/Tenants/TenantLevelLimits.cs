namespace Agent.Host.Security.Tenants;

/// <summary>Limits of one tenant in place of the service's. What is left out is as for everybody; 0 is no limit.</summary>
/// <param name="RequestsPerMinute">Requests in a minute, in the long run.</param>
/// <param name="RequestBurst">The most requests at once after a pause; left out, with an own <paramref name="RequestsPerMinute"/>, as many as in a minute.</param>
/// <param name="TokensPerMinute">Tokens of models in a minute, in the long run.</param>
/// <param name="TokenBurst">The most tokens at once after a pause; likewise.</param>
/// <param name="MaxConcurrent">Requests under way at once.</param>
public sealed record TenantLevelLimits(
    int? RequestsPerMinute = null, int? RequestBurst = null, int? TokensPerMinute = null, int? TokenBurst = null, int? MaxConcurrent = null)
{
    internal bool IsValid => new[] { RequestsPerMinute, RequestBurst, TokensPerMinute, TokenBurst, MaxConcurrent }.All(value => value is null or (>= 0 and <= 1_000_000_000));
}
