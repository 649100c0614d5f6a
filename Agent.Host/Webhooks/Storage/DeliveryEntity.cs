namespace Agent.Host.Webhooks.Storage;

/// <summary>Something that has happened, and is to be told to one webhook or was.</summary>
internal sealed class DeliveryEntity
{
    public required string Tenant { get; init; }

    /// <summary>What the receiver knows it by, the same in every attempt.</summary>
    public required string Id { get; init; }

    /// <summary>The order in which things were written down.</summary>
    public long Number { get; init; }

    public required string WebhookId { get; init; }

    public required string Kind { get; init; }

    public string? ConversationId { get; init; }

    /// <summary>The turn, approval or job it is about.</summary>
    public required string Subject { get; init; }

    /// <summary>See <see cref="DeliveryStatus"/>.</summary>
    public required string Status { get; set; }

    public int Attempts { get; set; }

    /// <summary>Not before then, by the database's clock; while somebody sends it, until then it is theirs.</summary>
    public required DateTime NextAt { get; set; }

    /// <summary>What is sent, worded before the first attempt.</summary>
    public string? Body { get; set; }

    /// <summary>The HTTP status of the last answer.</summary>
    public int? LastStatus { get; set; }

    /// <summary>Why the last attempt failed.</summary>
    public string? Failure { get; set; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>When it arrived, or was given up.</summary>
    public DateTime? DoneAt { get; set; }
}
