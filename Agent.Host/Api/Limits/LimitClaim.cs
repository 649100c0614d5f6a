using Agent.Host.Api.Limits.Buckets;

namespace Agent.Host.Api.Limits;

/// <summary>What a request needs of one bucket.</summary>
/// <param name="Key">Which bucket.</param>
/// <param name="Size">How much it holds.</param>
/// <param name="Amount">1, or 0 where there only has to be something.</param>
/// <param name="IsShown">Whether the client is told how it stands even while there is enough: what is the client's own, not what it shares with others.</param>
internal readonly record struct LimitClaim(BucketKey Key, BucketSize Size, double Amount, bool IsShown);
