using Agent.Plugins.BackOffice;
using Npgsql;
using NpgsqlTypes;

namespace Agent.Plugins.Tickets;

/// <summary>The write that opens a ticket.</summary>
internal static class TicketInsert
{
    private const string Statement = """
        INSERT INTO backoffice.tickets (tenant, ticket_id, customer_id, conversation_id, team, priority, status, subject, body, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT ON CONSTRAINT pk_tickets DO NOTHING
        """;

    public static NpgsqlBatchCommand Of(Ticket ticket) => new(Statement)
    {
        Parameters =
        {
            new() { Value = ticket.Tenant },
            new() { Value = ticket.TicketId },
            new() { Value = (object?)ticket.CustomerId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = (object?)ticket.ConversationId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = WireName<TicketTeam>.Of(ticket.Team) },
            new() { Value = WireName<TicketPriority>.Of(ticket.Priority) },
            new() { Value = WireName<TicketStatus>.Of(ticket.Status) },
            new() { Value = ticket.Subject },
            new() { Value = ticket.Body },
            new() { Value = ticket.CreatedAt },
        },
    };
}
