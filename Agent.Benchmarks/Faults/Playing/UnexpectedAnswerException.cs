namespace Agent.Benchmarks.Faults.Playing;

/// <summary>A replica answered what no client should get, whatever has just failed.</summary>
internal sealed class UnexpectedAnswerException(string message) : Exception(message);
