using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>What a dead replica had set aside counts as spent, and can still be settled for a day.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210017_LapsedReservations")]
internal sealed class M0017_LapsedReservations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("ALTER TABLE agent.reservations ADD COLUMN is_lapsed boolean NOT NULL DEFAULT false;");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE agent.reservations DROP COLUMN is_lapsed;");
}
