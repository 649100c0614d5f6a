using NpgsqlTypes;

namespace Agent.Processes.Persistence;

/// <summary>What a conversation is found by. Made from its checkpoints a moment after they were committed, so that no turn has to keep an index of it.</summary>
internal sealed class DigestEntity
{
    public required string Tenant { get; set; }

    public required string ConversationId { get; set; }

    /// <summary>The last checkpoint that went into it.</summary>
    public required int Upto { get; set; }

    public required string CustomerId { get; set; }

    public required string Channel { get; set; }

    public bool Sandbox { get; set; }

    public required ConversationStatus Status { get; set; }

    /// <summary>Where triage last sent the customer; null before it did.</summary>
    public string? Category { get; set; }

    /// <summary>True when a ticket was opened for a person.</summary>
    public bool Escalated { get; set; }

    public int Turns { get; set; }

    public int ToolCalls { get; set; }

    public long InputTokens { get; set; }

    public long OutputTokens { get; set; }

    public decimal CostUsd { get; set; }

    /// <summary>The tools that were called, each once.</summary>
    public required string[] Tools { get; set; }

    /// <summary>How often the guardrail stopped a message.</summary>
    public int Blocked { get; set; }

    /// <summary>The beginning of the first message.</summary>
    public required string Opening { get; set; }

    public DateTime LastAt { get; set; }

    /// <summary>The words that were said, by customer and agent.</summary>
    public required NpgsqlTsVector Words { get; set; }
}
