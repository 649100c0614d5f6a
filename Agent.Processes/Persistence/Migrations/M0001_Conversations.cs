using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>Conversations, their inbox, checkpoints and approvals.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210001_Conversations")]
internal sealed class M0001_Conversations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE SCHEMA IF NOT EXISTS agent;

        CREATE TABLE agent.conversations (
            tenant text NOT NULL,
            id text NOT NULL,
            workflow text NOT NULL,
            workflow_version text NOT NULL,
            customer_id text NOT NULL,
            channel text NOT NULL,
            metadata json,
            status text NOT NULL,
            owner text,
            epoch bigint NOT NULL,
            lease_until timestamp with time zone,
            last_input integer NOT NULL,
            last_event bigint NOT NULL,
            turns integer NOT NULL,
            input_tokens bigint NOT NULL,
            cached_input_tokens bigint NOT NULL,
            output_tokens bigint NOT NULL,
            cost_usd numeric(18,8) NOT NULL,
            tool_calls integer NOT NULL,
            created_at timestamp with time zone NOT NULL,
            updated_at timestamp with time zone NOT NULL,
            CONSTRAINT pk_conversations PRIMARY KEY (tenant, id),
            CONSTRAINT ck_conversations_owner_has_lease CHECK ((owner IS NULL) = (lease_until IS NULL))
        ) WITH (fillfactor = 70);

        CREATE INDEX ix_conversations_lease ON agent.conversations (lease_until) WHERE owner IS NOT NULL;

        CREATE TABLE agent.inbox (
            tenant text NOT NULL,
            conversation_id text NOT NULL,
            number integer NOT NULL,
            kind text NOT NULL,
            payload json NOT NULL,
            idempotency_key text,
            received_at timestamp with time zone NOT NULL,
            CONSTRAINT pk_inbox PRIMARY KEY (tenant, conversation_id, number)
        );

        CREATE UNIQUE INDEX ux_inbox_idempotency_key ON agent.inbox (tenant, conversation_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

        CREATE TABLE agent.checkpoints (
            tenant text NOT NULL,
            conversation_id text NOT NULL,
            number integer NOT NULL,
            last_number integer NOT NULL,
            turn integer NOT NULL,
            ends_turn boolean NOT NULL,
            epoch bigint NOT NULL,
            last_event bigint NOT NULL,
            needs integer[] NOT NULL,
            events json NOT NULL,
            body json NOT NULL,
            committed_at timestamp with time zone NOT NULL,
            CONSTRAINT pk_checkpoints PRIMARY KEY (tenant, conversation_id, number),
            CONSTRAINT ck_checkpoints_supersteps CHECK (last_number >= number)
        );

        CREATE TABLE agent.approvals (
            tenant text NOT NULL,
            id text NOT NULL,
            conversation_id text NOT NULL,
            customer_id text NOT NULL,
            status text NOT NULL,
            request json NOT NULL,
            requested_at timestamp with time zone NOT NULL,
            expires_at timestamp with time zone,
            decided_at timestamp with time zone,
            decided_by text,
            reason text,
            CONSTRAINT pk_approvals PRIMARY KEY (tenant, id),
            CONSTRAINT ck_approvals_decision CHECK (status NOT IN ('approved', 'denied') OR (decided_at IS NOT NULL AND decided_by IS NOT NULL))
        );

        CREATE INDEX ix_approvals_conversation ON agent.approvals (tenant, conversation_id);
        CREATE INDEX ix_approvals_pending ON agent.approvals (tenant, requested_at) WHERE status = 'pending';
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        "DROP TABLE agent.approvals, agent.checkpoints, agent.inbox, agent.conversations;");
}
