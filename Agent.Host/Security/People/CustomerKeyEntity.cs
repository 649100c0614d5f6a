namespace Agent.Host.Security.People;

/// <summary>The key that seals what the audit log holds of a customer. Without it, that is noise.</summary>
internal sealed class CustomerKeyEntity
{
    public required string Tenant { get; init; }

    public required string CustomerId { get; init; }

    /// <summary>Names the key in what it sealed; says nothing of whose it is.</summary>
    public required string KeyId { get; init; }

    /// <summary>The key, wrapped by the key ring.</summary>
    public required byte[] Key { get; set; }

    public required DateTime CreatedAt { get; init; }
}
