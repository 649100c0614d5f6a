namespace Agent.Plugins.Calling.Auditing;

/// <summary>
/// A call that changes something, or was meant to, on its way into the audit log of the tenant. It stands here from the commit of its effect until the log has it, which takes moments: written with
/// the record of the call, taken out in the transaction that appends to the log.
/// </summary>
internal sealed record ToolActEntry
{
    public required string Tenant { get; init; }

    /// <summary>Counts up within the table.</summary>
    public long ActId { get; init; }

    public required DateTimeOffset At { get; init; }
    public required string Tool { get; init; }
    public string? Caller { get; init; }
    public required string Role { get; init; }
    public string? CustomerId { get; init; }
    public string? ConversationId { get; init; }

    /// <summary>The turn or the request the call belongs to.</summary>
    public string? RequestId { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>A JSON object.</summary>
    public string? Arguments { get; init; }

    /// <summary>One of <see cref="ToolOutcome"/>.</summary>
    public required string Outcome { get; init; }
}
