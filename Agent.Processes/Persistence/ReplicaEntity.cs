namespace Agent.Processes.Persistence;

/// <summary>A replica that works on this database. The one table that belongs to no tenant: a replica serves them all.</summary>
internal sealed class ReplicaEntity
{
    public required string Id { get; set; }

    /// <summary>Machine and process, for people.</summary>
    public required string Name { get; set; }

    public DateTime StartedAt { get; set; }

    /// <summary>Its last heartbeat, by the database's clock.</summary>
    public DateTime SeenAt { get; set; }

    /// <summary>The workflow versions it can work on, such as <c>support/v1</c>.</summary>
    public required string[] Workflows { get; set; }

    /// <summary>The number of conversations it worked on at its last heartbeat.</summary>
    public int Running { get; set; }

    /// <summary>True once it has been told to stop.</summary>
    public bool Draining { get; set; }
}
