using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>What the portal finds by: the conversations of a replay that came out otherwise, those that somebody rated, and which policies and prompts were in force when.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210020_PortalFinds")]
internal sealed class M0020_PortalFinds : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE INDEX ix_replay_items_changed ON agent.replay_items (tenant, run_id, number) WHERE result ->> 'verdict' <> 'same';
        CREATE INDEX ix_feedback_rating ON agent.feedback (tenant, rating, conversation_id);
        CREATE INDEX ix_feedback_given ON agent.feedback (tenant, given_at);

        -- What was in force on the service, whatever the tenant.
        CREATE TABLE agent.definitions (
            number bigint GENERATED ALWAYS AS IDENTITY,
            kind text NOT NULL,
            name text NOT NULL,
            version text NOT NULL,
            hash text NOT NULL,
            text text NOT NULL,
            changed_by text NOT NULL,
            at timestamp with time zone NOT NULL,
            CONSTRAINT pk_definitions PRIMARY KEY (number)
        );

        CREATE INDEX ix_definitions_name ON agent.definitions (kind, name, number);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("DROP TABLE agent.definitions; DROP INDEX agent.ix_replay_items_changed, agent.ix_feedback_rating, agent.ix_feedback_given;");
}
