namespace Agent.Processes.Persistence;

/// <summary>One conversation of a replay: to be done, or done.</summary>
internal sealed class ReplayItemEntity
{
    public required string Tenant { get; set; }

    public required string RunId { get; set; }

    /// <summary>Its place in what is replayed, counted from 1.</summary>
    public long Number { get; set; }

    /// <summary>The conversation's or the recording's own id.</summary>
    public string? SourceId { get; set; }

    /// <summary>The recording itself, where it came with the job.</summary>
    public string? Source { get; set; }

    /// <summary>What came of it as JSON; null until it is done.</summary>
    public string? Result { get; set; }

    /// <summary>Who works on it.</summary>
    public string? ClaimedBy { get; set; }

    /// <summary>Until when, by the database's clock; after that it is anybody's.</summary>
    public DateTime? ClaimedUntil { get; set; }
}
