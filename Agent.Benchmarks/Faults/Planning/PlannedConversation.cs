using Agent.Benchmarks.Faults.Scripts;

namespace Agent.Benchmarks.Faults.Planning;

/// <summary>A conversation that will be played, and where a replica is killed meanwhile.</summary>
internal sealed record PlannedConversation(int Number, Script Script, IReadOnlyList<Boundary> Kills);
