namespace Agent.Benchmarks.Faults.Planning;

/// <summary>A fault beside the kills.</summary>
/// <param name="AfterKills">It happens once this many replicas have been killed.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Replica">To which one, where it is done to one; counted from 0.</param>
internal sealed record PlannedFault(int AfterKills, FaultKind Kind, int Replica);
