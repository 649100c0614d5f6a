namespace Agent.Benchmarks.Faults.Replicas;

/// <summary>The end of a replica's process.</summary>
/// <param name="Slot">Which replica, counted from 0.</param>
/// <param name="Code">Its exit code.</param>
/// <param name="WasReady">False when it ended before it took requests.</param>
/// <param name="Output">Its last words.</param>
internal sealed record ReplicaExit(int Slot, int Code, bool WasReady, string Output)
{
    /// <summary>Ended by signal 9.</summary>
    public bool WasKilled => Code == 128 + Signals.Kill;
}
