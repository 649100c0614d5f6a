using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>Forks: conversations that share the past of others.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210006_Lineage")]
internal sealed class M0006_Lineage : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE agent.lineage (
            tenant text NOT NULL,
            conversation_id text NOT NULL,
            upto integer NOT NULL,
            upto_turn integer NOT NULL,
            upto_event bigint NOT NULL,
            source_id text NOT NULL,
            CONSTRAINT pk_lineage PRIMARY KEY (tenant, conversation_id, upto)
        );

        CREATE INDEX ix_lineage_source ON agent.lineage (tenant, source_id);

        ALTER TABLE agent.conversations
            ADD COLUMN sandbox boolean NOT NULL DEFAULT false,
            ADD COLUMN forked_from text,
            ADD COLUMN forked_at integer,
            ADD COLUMN overrides json;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TABLE agent.lineage;
        ALTER TABLE agent.conversations DROP COLUMN sandbox, DROP COLUMN forked_from, DROP COLUMN forked_at, DROP COLUMN overrides;
        """);
}
