namespace Agent.Host.Teams.Identities;

/// <summary>What somebody of a directory is here.</summary>
internal sealed class PersonEntity
{
    public required string Tenant { get; set; }

    public required string DirectoryId { get; set; }

    /// <summary>The person's object id in the directory.</summary>
    public required string UserId { get; set; }

    /// <summary>See <see cref="Host.Security.Roles"/>.</summary>
    public required string[] Roles { get; set; }

    /// <summary>The customer they are; null for a guest.</summary>
    public string? CustomerId { get; set; }

    /// <summary>Whether they are not let in, whatever else holds.</summary>
    public bool IsRefused { get; set; }

    public required DateTime ChangedAt { get; set; }

    public required string ChangedBy { get; set; }
}
