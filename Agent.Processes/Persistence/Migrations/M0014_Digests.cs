using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>
/// What conversations are searched and counted by, beside the tables that turns write. A turn pays for none of it: new checkpoints are found by a BRIN index,
/// which an insert into pages that are not summarised yet does not touch.
/// </summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210014_Digests")]
internal sealed class M0014_Digests : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE INDEX ix_checkpoints_committed ON agent.checkpoints USING brin (committed_at);

        CREATE TABLE agent.digests (
            tenant text NOT NULL,
            conversation_id text NOT NULL,
            upto integer NOT NULL,
            customer_id text NOT NULL,
            channel text NOT NULL,
            sandbox boolean NOT NULL,
            status text NOT NULL,
            category text,
            escalated boolean NOT NULL,
            turns integer NOT NULL,
            tool_calls integer NOT NULL,
            input_tokens bigint NOT NULL,
            output_tokens bigint NOT NULL,
            cost_usd numeric(18,8) NOT NULL,
            tools text[] NOT NULL,
            blocked integer NOT NULL,
            opening text NOT NULL,
            last_at timestamp with time zone NOT NULL,
            words tsvector NOT NULL,
            CONSTRAINT pk_digests PRIMARY KEY (tenant, conversation_id)
        );

        CREATE INDEX ix_digests_customer ON agent.digests (tenant, customer_id, conversation_id);
        CREATE INDEX ix_digests_status ON agent.digests (tenant, status, conversation_id);
        CREATE INDEX ix_digests_category ON agent.digests (tenant, category, conversation_id);
        CREATE INDEX ix_digests_tools ON agent.digests USING gin (tools);
        CREATE INDEX ix_digests_words ON agent.digests USING gin (words);

        CREATE TABLE agent.measures (
            tenant text NOT NULL,
            day date NOT NULL,
            kind text NOT NULL,
            name text NOT NULL,
            bucket smallint NOT NULL,
            count bigint NOT NULL,
            CONSTRAINT pk_measures PRIMARY KEY (tenant, day, kind, name, bucket)
        );

        CREATE TABLE agent.digest_progress (
            tenant text NOT NULL,
            name text NOT NULL,
            upto timestamp with time zone NOT NULL,
            CONSTRAINT pk_digest_progress PRIMARY KEY (tenant, name)
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TABLE agent.digest_progress, agent.measures, agent.digests;
        DROP INDEX agent.ix_checkpoints_committed;
        """);
}
