using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>Finds sandboxes without looking at every conversation.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210009_SandboxRetention")]
internal sealed class M0009_SandboxRetention : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        "CREATE INDEX ix_conversations_sandbox ON agent.conversations (tenant, id) WHERE sandbox;");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP INDEX agent.ix_conversations_sandbox;");
}
