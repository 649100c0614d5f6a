namespace Agent.Host.Security.Audit.Storage;

/// <summary>The last row that was removed from a tenant's log, with a signature.</summary>
internal sealed class AuditBeginningEntity
{
    public required string Tenant { get; init; }

    /// <summary>The row.</summary>
    public required long Number { get; init; }

    /// <summary>When it was signed.</summary>
    public required DateTime At { get; init; }

    /// <summary>The row's hash.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Which key signed.</summary>
    public required string KeyId { get; init; }

    public required byte[] Signature { get; init; }
}
