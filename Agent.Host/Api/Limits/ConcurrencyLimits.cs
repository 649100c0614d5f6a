using System.Threading.RateLimiting;

namespace Agent.Host.Api.Limits;

/// <summary>How many requests of one address, caller or tenant are under way in this replica.</summary>
internal sealed class ConcurrencyLimits : IDisposable
{
    // The limit is part of the key: where it is changed, a new one begins to count.
    private readonly PartitionedRateLimiter<(string Level, string Id, int Most)> _limits = PartitionedRateLimiter.Create<(string Level, string Id, int Most), (string, string, int)>(
        request => RateLimitPartition.GetConcurrencyLimiter(request, static key => new() { PermitLimit = key.Item3, QueueLimit = 0 }));

    /// <summary>Lets a request in until the lease is disposed of, where there is room.</summary>
    /// <param name="level">The level the limit stands at.</param>
    /// <param name="id">Whose.</param>
    /// <param name="most">How many may be under way.</param>
    public RateLimitLease Enter(string level, string id, int most) => _limits.AttemptAcquire((level, id, most));

    public void Dispose() => _limits.Dispose();
}
