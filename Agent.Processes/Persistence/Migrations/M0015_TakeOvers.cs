using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>Conversations that a person has taken over, and what people thought of answers.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210015_TakeOvers")]
internal sealed class M0015_TakeOvers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE agent.conversations ADD COLUMN claimed_by text;

        CREATE TABLE agent.takeovers (
            tenant text NOT NULL,
            conversation_id text NOT NULL,
            superstep integer NOT NULL,
            claimed_by text NOT NULL,
            claimed_at timestamp with time zone NOT NULL,
            reason text,
            released_by text,
            released_at timestamp with time zone,
            note text,
            CONSTRAINT pk_takeovers PRIMARY KEY (tenant, conversation_id, superstep),
            CONSTRAINT ck_takeovers_release CHECK ((released_by IS NULL) = (released_at IS NULL))
        );

        CREATE UNIQUE INDEX ux_takeovers_open ON agent.takeovers (tenant, conversation_id) WHERE released_at IS NULL;

        CREATE TABLE agent.feedback (
            tenant text NOT NULL,
            conversation_id text NOT NULL,
            turn integer NOT NULL,
            given_by text NOT NULL,
            rating text NOT NULL,
            comment text,
            given_at timestamp with time zone NOT NULL,
            CONSTRAINT pk_feedback PRIMARY KEY (tenant, conversation_id, turn, given_by)
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TABLE agent.feedback, agent.takeovers;
        ALTER TABLE agent.conversations DROP COLUMN claimed_by;
        """);
}
