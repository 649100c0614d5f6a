using Agent.Benchmarks.Measuring;

namespace Agent.Benchmarks.Http;

/// <summary>What a number of clients got from one kind of request.</summary>
/// <param name="Clients">How many there were.</param>
/// <param name="PerSecond">Requests answered in a second, by all of them.</param>
/// <param name="Times">How long each took, in milliseconds.</param>
internal sealed record HttpLevel(int Clients, double PerSecond, Durations Times);
