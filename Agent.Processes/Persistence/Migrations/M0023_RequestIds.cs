using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>In which request an input came. Inputs of before have none.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611220023_RequestIds")]
internal sealed class M0023_RequestIds : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE agent.inbox ADD COLUMN request_id text;");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE agent.inbox DROP COLUMN request_id;");
}
