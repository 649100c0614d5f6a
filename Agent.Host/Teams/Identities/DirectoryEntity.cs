namespace Agent.Host.Teams.Identities;

/// <summary>A directory whose people may write to the bot: it is one tenant's.</summary>
internal sealed class DirectoryEntity
{
    public required string Tenant { get; set; }

    /// <summary>In lower case, as all ids of directories and people are kept.</summary>
    public required string DirectoryId { get; set; }

    /// <summary>Whether those are let in whom nobody has written down.</summary>
    public bool AdmitsGuests { get; set; }

    public required DateTime ChangedAt { get; set; }

    public required string ChangedBy { get; set; }
}
