using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>The queue of conversations nobody works on yet, those that are parked, and the replicas that are alive.</summary>
/// <remarks>The new columns have defaults, so that a replica of the version before can go on starting conversations while replicas are exchanged.</remarks>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210004_Scheduling")]
internal sealed class M0004_Scheduling : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE agent.conversations
            ADD COLUMN ready_at timestamp with time zone,
            ADD COLUMN priority smallint NOT NULL DEFAULT 0,
            ADD COLUMN parked_reason text,
            ADD COLUMN parked_error text,
            ADD COLUMN attempts integer NOT NULL DEFAULT 0,
            ADD COLUMN stuck_at integer NOT NULL DEFAULT 0;

        CREATE INDEX ix_conversations_ready ON agent.conversations (tenant, priority, ready_at) WHERE ready_at IS NOT NULL;
        CREATE INDEX ix_conversations_parked ON agent.conversations (tenant, updated_at) WHERE parked_reason IS NOT NULL;

        CREATE TABLE agent.replicas (
            id text NOT NULL,
            name text NOT NULL,
            started_at timestamp with time zone NOT NULL,
            seen_at timestamp with time zone NOT NULL,
            workflows text[] NOT NULL,
            running integer NOT NULL,
            draining boolean NOT NULL,
            CONSTRAINT pk_replicas PRIMARY KEY (id)
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TABLE agent.replicas;
        DROP INDEX agent.ix_conversations_parked, agent.ix_conversations_ready;
        ALTER TABLE agent.conversations
            DROP COLUMN ready_at, DROP COLUMN priority, DROP COLUMN parked_reason, DROP COLUMN parked_error, DROP COLUMN attempts, DROP COLUMN stuck_at;
        """);
}
