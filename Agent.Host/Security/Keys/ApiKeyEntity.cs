namespace Agent.Host.Security.Keys;

/// <summary>A key of a machine, without what proves it.</summary>
internal sealed class ApiKeyEntity
{
    public required string Tenant { get; init; }

    /// <summary>The part of the key that finds it.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the whole key.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>What its owner calls it.</summary>
    public required string Name { get; init; }

    public required string[] Roles { get; init; }

    public required string[] Scopes { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTime ExpiresAt { get; set; }

    public DateTime? RevokedAt { get; set; }

    /// <summary>The key that takes its place.</summary>
    public string? ReplacedBy { get; set; }
}
