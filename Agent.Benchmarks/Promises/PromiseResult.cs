namespace Agent.Benchmarks.Promises;

/// <summary>In how many conversations a promise was broken.</summary>
/// <param name="What">The situation, and what went wrong in it.</param>
/// <param name="Found">Here.</param>
/// <param name="Reference">With the reference; null where it was not measured.</param>
internal sealed record PromiseResult(string What, int Found, int? Reference);
