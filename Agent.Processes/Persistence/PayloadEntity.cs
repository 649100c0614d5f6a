namespace Agent.Processes.Persistence;

/// <summary>
/// A large text of a conversation, stored once however often its checkpoints repeat it. Per conversation, and not per tenant: it goes with its
/// conversation, and one customer's erasure never has to ask whether another one has said the same.
/// </summary>
internal sealed class PayloadEntity
{
    public required string Tenant { get; set; }

    public required string ConversationId { get; set; }

    /// <summary>SHA-256 of <see cref="Body"/> in UTF-8.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>A JSON string, quotes included, exactly as it stood in the document.</summary>
    public required string Body { get; set; }
}
