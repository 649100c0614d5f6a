namespace Agent.Host.Security.Audit.Storage;

/// <summary>One act, chained to the one before it.</summary>
internal sealed class AuditEntity
{
    public required string Tenant { get; init; }

    /// <summary>From 1, without gaps within the tenant.</summary>
    public required long Number { get; init; }

    public required DateTime At { get; init; }

    public required string Actor { get; init; }

    public required string Act { get; init; }

    public required string Subject { get; init; }

    public required string RequestId { get; init; }

    /// <summary>More about the act: a flat JSON object of texts.</summary>
    public required string Details { get; init; }

    /// <summary>SHA-256 over the hash before and all of the above.</summary>
    public required byte[] Hash { get; init; }
}
