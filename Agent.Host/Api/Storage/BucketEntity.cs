namespace Agent.Host.Api.Storage;

/// <summary>What is left of a limit that all replicas keep together. One that has no row is full.</summary>
internal sealed class BucketEntity
{
    /// <summary>Whose; empty for addresses and the whole service.</summary>
    public required string Tenant { get; set; }

    /// <summary>The limit and, as a hash, for whom.</summary>
    public required string Name { get; set; }

    /// <summary>When it is full.</summary>
    public double Capacity { get; set; }

    /// <summary>What comes back in a second.</summary>
    public double Rate { get; set; }

    /// <summary>What the last replica to settle had spent without asking.</summary>
    public double Owed { get; set; }

    /// <summary>What it asked for.</summary>
    public double Wanted { get; set; }

    /// <summary>What it got.</summary>
    public double Granted { get; set; }

    /// <summary>What was left then; below zero when more was spent than there was.</summary>
    public double Available { get; set; }

    public DateTime AsOf { get; set; }
}
