using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Plugins.BackOffice.Migrations;

/// <summary>Tickets, and the record of what every consequential call did.</summary>
[DbContext(typeof(BackOfficeDbContext))]
[Migration("20261121040300_CreateTicketsAndEffects")]
internal sealed class CreateTicketsAndEffects : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("tickets", table => new
        {
            tenant = table.Column<string>("text"),
            ticket_id = table.Column<string>("text"),
            customer_id = table.Column<string>("text", nullable: true),
            conversation_id = table.Column<string>("text", nullable: true),
            team = table.Column<string>("text"),
            priority = table.Column<string>("text"),
            status = table.Column<string>("text"),
            subject = table.Column<string>("text"),
            body = table.Column<string>("text"),
            created_at = table.Column<DateTimeOffset>("timestamp with time zone"),
        }, BackOfficeDbContext.Schema, table =>
        {
            table.PrimaryKey("pk_tickets", t => new { t.tenant, t.ticket_id });
            table.CheckConstraint("ck_tickets_team", "team IN ('orders', 'billing', 'technical', 'general', 'human')");
            table.CheckConstraint("ck_tickets_priority", "priority IN ('low', 'normal', 'high', 'urgent')");
            table.CheckConstraint("ck_tickets_status", "status IN ('open', 'closed')");
        });

        migrationBuilder.CreateTable("tool_effects", table => new
        {
            tenant = table.Column<string>("text"),
            idempotency_key = table.Column<string>("text"),
            tool = table.Column<string>("text"),
            arguments_hash = table.Column<string>("text"),
            result = table.Column<string>("text"),
            created_at = table.Column<DateTimeOffset>("timestamp with time zone"),
        }, BackOfficeDbContext.Schema, table => table.PrimaryKey("pk_tool_effects", e => new { e.tenant, e.idempotency_key }));
    }
}
