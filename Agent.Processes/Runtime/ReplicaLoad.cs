namespace Agent.Processes.Runtime;

/// <summary>Counts by the slots that are in use.</summary>
internal sealed class ReplicaLoad(RunningSlots slots) : IReplicaLoad
{
    public int Running => slots.Used;
}
