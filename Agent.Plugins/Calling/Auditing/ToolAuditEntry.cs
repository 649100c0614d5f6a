namespace Agent.Plugins.Calling.Auditing;

/// <summary>Who called which tool for whom, and what came of it. Rows are only ever added; the database refuses anything else.</summary>
internal sealed record ToolAuditEntry
{
    public required string Tenant { get; init; }

    /// <summary>Counts up within the table.</summary>
    public long EntryId { get; init; }

    public required DateTimeOffset At { get; init; }
    public required string Tool { get; init; }

    /// <summary>A workflow's name or a token's subject.</summary>
    public string? Caller { get; init; }

    public required string Role { get; init; }
    public string? CustomerId { get; init; }
    public string? ConversationId { get; init; }

    /// <summary>The turn or the request the call belongs to.</summary>
    public string? RequestId { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 of the arguments, lower-case hex: proves what was asked for without keeping it.</summary>
    public required string ArgumentsHash { get; init; }

    /// <summary>The arguments of a tool that changes something, as a JSON object; null for one that only reads. Not kept here: they go into the audit log, sealed.</summary>
    public string? Arguments { get; init; }

    /// <summary>One of <see cref="ToolOutcome"/>.</summary>
    public required string Outcome { get; init; }

    public required double DurationMs { get; init; }
}
