namespace Agent.Plugins.Tickets;

/// <summary>Something a person has to look at.</summary>
internal sealed record Ticket
{
    public required string Tenant { get; init; }
    public required string TicketId { get; init; }

    /// <summary>Whose case it is; null for a visitor nobody could identify. Deliberately no reference: a ticket outlives its customer.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The conversation it was opened from.</summary>
    public string? ConversationId { get; init; }

    public required TicketTeam Team { get; init; }
    public required TicketPriority Priority { get; init; }
    public required TicketStatus Status { get; init; }
    public required string Subject { get; init; }
    public required string Body { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>PostgreSQL's xmin: changes with every write of the row.</summary>
    public uint Version { get; init; }
}
