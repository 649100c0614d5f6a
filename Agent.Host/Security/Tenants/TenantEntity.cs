namespace Agent.Host.Security.Tenants;

/// <summary>A company that uses the service.</summary>
internal sealed class TenantEntity
{
    /// <summary>Its name in rows, settings and tokens.</summary>
    public required string Tenant { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Name { get; set; }

    public required DateTime CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>Since when nobody of it is let in.</summary>
    public DateTime? SuspendedAt { get; set; }

    public string? SuspendedReason { get; set; }

    /// <summary>Another one after each change.</summary>
    public uint Version { get; set; }

    /// <summary>Its settings as JSON; see <see cref="TenantSettings"/>.</summary>
    public string? Settings { get; set; }
}
