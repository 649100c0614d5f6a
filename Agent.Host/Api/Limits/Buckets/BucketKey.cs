namespace Agent.Host.Api.Limits.Buckets;

/// <summary>Which bucket it is.</summary>
/// <param name="Tenant">Whose; empty for those that belong to no tenant.</param>
/// <param name="Name">What is counted for whom, such as <c>caller ak_…</c>.</param>
internal readonly record struct BucketKey(string Tenant, string Name);
