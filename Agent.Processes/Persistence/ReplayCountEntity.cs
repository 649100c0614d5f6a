namespace Agent.Processes.Persistence;

/// <summary>One figure of a replay, added up as its conversations are done.</summary>
internal sealed class ReplayCountEntity
{
    public required string Tenant { get; set; }

    public required string RunId { get; set; }

    /// <summary>What is counted; the replay's edge gives the names.</summary>
    public required string Name { get; set; }

    public decimal Value { get; set; }
}
