using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>What model calls used and cost, by day, and which turns are still to be counted.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210011_Usage")]
internal sealed class M0011_Usage : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE agent.conversations ADD COLUMN unpriced_calls integer NOT NULL DEFAULT 0;

        CREATE TABLE agent.usage_pending (
            tenant text NOT NULL,
            conversation_id text NOT NULL,
            turn integer NOT NULL,
            from_number integer NOT NULL,
            to_number integer NOT NULL,
            CONSTRAINT pk_usage_pending PRIMARY KEY (tenant, conversation_id, turn)
        );

        CREATE TABLE agent.usage_days (
            tenant text NOT NULL,
            day date NOT NULL,
            step text NOT NULL,
            prompt text NOT NULL,
            prompt_version text NOT NULL,
            model text NOT NULL,
            calls bigint NOT NULL,
            failed_calls bigint NOT NULL,
            input_tokens bigint NOT NULL,
            cached_input_tokens bigint NOT NULL,
            output_tokens bigint NOT NULL,
            cost_usd numeric(18,8) NOT NULL,
            unpriced_calls bigint NOT NULL,
            CONSTRAINT pk_usage_days PRIMARY KEY (tenant, day, step, prompt, prompt_version, model)
        );

        CREATE TABLE agent.usage_conversations (
            tenant text NOT NULL,
            day date NOT NULL,
            customer_id text NOT NULL,
            conversation_id text NOT NULL,
            calls bigint NOT NULL,
            failed_calls bigint NOT NULL,
            input_tokens bigint NOT NULL,
            cached_input_tokens bigint NOT NULL,
            output_tokens bigint NOT NULL,
            cost_usd numeric(18,8) NOT NULL,
            unpriced_calls bigint NOT NULL,
            CONSTRAINT pk_usage_conversations PRIMARY KEY (tenant, day, customer_id, conversation_id)
        );

        CREATE INDEX ix_usage_conversations_conversation ON agent.usage_conversations (tenant, conversation_id);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TABLE agent.usage_conversations;
        DROP TABLE agent.usage_days;
        DROP TABLE agent.usage_pending;
        ALTER TABLE agent.conversations DROP COLUMN unpriced_calls;
        """);
}
