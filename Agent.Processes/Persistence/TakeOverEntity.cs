namespace Agent.Processes.Persistence;

/// <summary>One time that a person had a conversation. What was written meanwhile is among the events.</summary>
internal sealed class TakeOverEntity
{
    public required string Tenant { get; set; }

    public required string ConversationId { get; set; }

    /// <summary>The superstep that says so.</summary>
    public required int Superstep { get; set; }

    public required string ClaimedBy { get; set; }

    public required DateTime ClaimedAt { get; set; }

    public string? Reason { get; set; }

    public string? ReleasedBy { get; set; }

    public DateTime? ReleasedAt { get; set; }

    /// <summary>What the agent was told.</summary>
    public string? Note { get; set; }
}
