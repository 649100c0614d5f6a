namespace Agent.Host.Security.Audit.Storage;

/// <summary>A signature under a tenant's chain as it was at one row.</summary>
internal sealed class AuditCheckpointEntity
{
    public required string Tenant { get; init; }

    /// <summary>The row.</summary>
    public required long Number { get; init; }

    public required DateTime At { get; init; }

    /// <summary>The row's hash.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Which key signed.</summary>
    public required string KeyId { get; init; }

    public required byte[] Signature { get; init; }
}
