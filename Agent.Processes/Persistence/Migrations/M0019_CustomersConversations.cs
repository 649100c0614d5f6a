using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>A customer's conversations in their order. Neither column ever changes, so no turn touches the index.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210019_CustomersConversations")]
internal sealed class M0019_CustomersConversations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("CREATE INDEX ix_conversations_customer ON agent.conversations (tenant, customer_id, id);");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP INDEX agent.ix_conversations_customer;");
}
