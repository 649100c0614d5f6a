namespace Agent.Processes.Persistence;

/// <summary>How often something happened on one day, sorted by how long it took.</summary>
internal sealed class MeasureEntity
{
    public required string Tenant { get; set; }

    /// <summary>The day, in UTC.</summary>
    public required DateOnly Day { get; set; }

    /// <summary>What is counted, such as <c>step</c> or <c>tool</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>Which one.</summary>
    public required string Name { get; set; }

    /// <summary>For what takes time, a class of duration; for a tool or a turn, 0 when it went well and 1 when it did not.</summary>
    public required short Bucket { get; set; }

    public long Count { get; set; }
}
