namespace Agent.Processes.Persistence.Usage;

/// <summary>A turn that has ended and whose model calls are not in the totals yet: written by the commit that ends it, gone seconds later.</summary>
internal sealed class UsagePendingEntity
{
    public required string Tenant { get; set; }

    public required string ConversationId { get; set; }

    public required int Turn { get; set; }

    /// <summary>Its first superstep.</summary>
    public required int FromNumber { get; set; }

    /// <summary>Its last checkpoint.</summary>
    public required int ToNumber { get; set; }
}
