using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>Conversations by status, those aside that every turn goes through: an ordinary turn never enters the index.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611220025_RareStatuses")]
internal sealed class M0025_RareStatuses : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        "CREATE INDEX ix_conversations_status ON agent.conversations (tenant, status, id) WHERE status NOT IN ('idle', 'running');");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP INDEX agent.ix_conversations_status;");
}
