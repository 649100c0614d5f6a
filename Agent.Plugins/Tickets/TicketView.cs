namespace Agent.Plugins.Tickets;

/// <summary>A ticket as somebody sees it who asks how it stands. What our people wrote in it is only theirs to read.</summary>
internal sealed record TicketView(
    string TicketId, TicketTeam Team, TicketPriority Priority, TicketStatus Status, string Subject, DateTimeOffset CreatedAt, string? Body);
