namespace Agent.Processes;

/// <summary>How busy this replica is, for work that comes second.</summary>
public interface IReplicaLoad
{
    /// <summary>The number of conversations it works on at this moment.</summary>
    int Running { get; }
}
