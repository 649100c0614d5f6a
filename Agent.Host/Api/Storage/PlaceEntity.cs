namespace Agent.Host.Api.Storage;

/// <summary>How many requests of somebody one replica has under way, as it said last.</summary>
internal sealed class PlaceEntity
{
    /// <summary>Whose; empty for addresses.</summary>
    public required string Tenant { get; set; }

    /// <summary>The limit and, as a hash, for whom.</summary>
    public required string Name { get; set; }

    public Guid Replica { get; set; }

    public int Count { get; set; }

    public DateTime SeenAt { get; set; }
}
