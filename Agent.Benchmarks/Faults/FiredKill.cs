using Agent.Benchmarks.Faults.Planning;

namespace Agent.Benchmarks.Faults;

/// <summary>A kill that happened.</summary>
/// <param name="Conversation">The conversation that was being worked on.</param>
/// <param name="Boundary">Where in it.</param>
/// <param name="At">When, in UTC.</param>
internal sealed record FiredKill(string Conversation, Boundary Boundary, DateTimeOffset At);
