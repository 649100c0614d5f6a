using Agent.Plugins.BackOffice;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Agent.Plugins.Tickets;

internal sealed class TicketConfiguration : IEntityTypeConfiguration<Ticket>
{
    public void Configure(EntityTypeBuilder<Ticket> builder)
    {
        builder.ToTable("tickets", table =>
        {
            table.HasCheckConstraint("ck_tickets_team", "team IN ('orders', 'billing', 'technical', 'general', 'human')");
            table.HasCheckConstraint("ck_tickets_priority", "priority IN ('low', 'normal', 'high', 'urgent')");
            table.HasCheckConstraint("ck_tickets_status", "status IN ('open', 'closed')");
        });
        builder.HasKey(t => new { t.Tenant, t.TicketId }).HasName("pk_tickets");

        builder.Property(t => t.Tenant).HasColumnName("tenant");
        builder.Property(t => t.TicketId).HasColumnName("ticket_id");
        builder.Property(t => t.CustomerId).HasColumnName("customer_id");
        builder.Property(t => t.ConversationId).HasColumnName("conversation_id");
        builder.Property(t => t.Team).HasColumnName("team").IsEnumText();
        builder.Property(t => t.Priority).HasColumnName("priority").IsEnumText();
        builder.Property(t => t.Status).HasColumnName("status").IsEnumText();
        builder.Property(t => t.Subject).HasColumnName("subject");
        builder.Property(t => t.Body).HasColumnName("body");
        builder.Property(t => t.CreatedAt).HasColumnName("created_at");
        builder.Property(t => t.Version).IsRowVersion();
    }
}
