namespace Agent.Processes.Persistence.Usage;

/// <summary>What a conversation's model calls of one day used.</summary>
internal sealed class UsageConversationEntity : UsageTotals
{
    public required string Tenant { get; set; }

    /// <summary>In UTC.</summary>
    public required DateOnly Day { get; set; }

    public required string CustomerId { get; set; }

    public required string ConversationId { get; set; }
}
