using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>Model calls of replays that go to a provider in batches, which outlive the program that sent them.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611220024_ModelBatches")]
internal sealed class M0024_ModelBatches : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE agent.model_batches (
            tenant text NOT NULL,
            run_id text NOT NULL,
            id uuid NOT NULL,
            model text NOT NULL,
            status text NOT NULL,
            calls integer NOT NULL,
            file_id text,
            provider_id text,
            created_at timestamptz NOT NULL,
            ended_at timestamptz,
            error text,
            CONSTRAINT pk_model_batches PRIMARY KEY (tenant, run_id, id),
            CONSTRAINT fk_model_batches_run FOREIGN KEY (tenant, run_id) REFERENCES agent.replay_runs (tenant, id) ON DELETE CASCADE
        );

        CREATE TABLE agent.model_batch_calls (
            tenant text NOT NULL,
            run_id text NOT NULL,
            key text NOT NULL,
            batch_id uuid NOT NULL,
            request text NOT NULL,
            tries integer NOT NULL,
            answer_status integer,
            answer text,
            CONSTRAINT pk_model_batch_calls PRIMARY KEY (tenant, run_id, key),
            CONSTRAINT fk_model_batch_calls_batch FOREIGN KEY (tenant, run_id, batch_id) REFERENCES agent.model_batches (tenant, run_id, id) ON DELETE CASCADE
        );

        CREATE INDEX ix_model_batch_calls_batch ON agent.model_batch_calls (tenant, run_id, batch_id);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE agent.model_batch_calls; DROP TABLE agent.model_batches;");
}
