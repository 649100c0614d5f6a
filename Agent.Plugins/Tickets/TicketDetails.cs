namespace Agent.Plugins.Tickets;

/// <summary>A ticket as a tool tells it.</summary>
internal sealed record TicketDetails(string TicketId, TicketTeam Team, TicketPriority Priority, TicketStatus Status);
