namespace Agent.Host.Api.Limits.Buckets;

/// <summary>How a shared bucket stands once it was settled with.</summary>
/// <param name="Granted">What the replica may spend from now on.</param>
/// <param name="Available">What is left for everybody; below zero when more was spent than there was.</param>
internal readonly record struct SettledBucket(double Granted, double Available);
