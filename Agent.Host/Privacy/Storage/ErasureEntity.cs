namespace Agent.Host.Privacy.Storage;

/// <summary>A customer that is to be erased, or was. What says who it is goes when it is done; the report stays.</summary>
internal sealed class ErasureEntity
{
    public required string Tenant { get; init; }

    public required string Id { get; init; }

    /// <summary>Who, and where they were found so far: JSON, wrapped by the key ring; null once it is done.</summary>
    public byte[]? Subject { get; set; }

    public required DateTime RequestedAt { get; init; }

    public required string RequestedBy { get; init; }

    /// <summary>How often everything was gone through.</summary>
    public int Passes { get; set; }

    /// <summary>Not before then; while somebody is at it, until then it is theirs. By the database's clock.</summary>
    public required DateTime NextAt { get; set; }

    /// <summary>What was removed so far, by table: JSON.</summary>
    public required string Removed { get; set; }

    public DateTime? DoneAt { get; set; }
}
