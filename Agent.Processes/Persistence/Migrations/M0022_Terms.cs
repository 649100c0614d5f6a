using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>What was different for tenants when their turns ran. Text, not jsonb: its id is made of the letters.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611220022_Terms")]
internal sealed class M0022_Terms : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE agent.terms (
            tenant text NOT NULL,
            id text NOT NULL,
            document text NOT NULL,
            first_used_at timestamp with time zone NOT NULL,
            CONSTRAINT pk_terms PRIMARY KEY (tenant, id)
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE agent.terms;");
}
