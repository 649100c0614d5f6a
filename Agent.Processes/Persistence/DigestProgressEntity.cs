namespace Agent.Processes.Persistence;

/// <summary>How far a tenant's checkpoints have been read for <see cref="DigestEntity"/>.</summary>
internal sealed class DigestProgressEntity
{
    public required string Tenant { get; set; }

    /// <summary>Which reader.</summary>
    public required string Name { get; set; }

    /// <summary>Everything committed before is in.</summary>
    public required DateTime Upto { get; set; }
}
