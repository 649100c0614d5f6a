namespace Agent.Host.Api.Limits.Buckets;

/// <summary>What a replica reports of a bucket, and asks for.</summary>
/// <param name="Key">Which bucket.</param>
/// <param name="Size">How much it holds.</param>
/// <param name="Owed">Spent, or taken, without having asked; below zero for what is given back.</param>
/// <param name="Wanted">The slice asked for.</param>
internal readonly record struct Settlement(BucketKey Key, BucketSize Size, double Owed, double Wanted);
