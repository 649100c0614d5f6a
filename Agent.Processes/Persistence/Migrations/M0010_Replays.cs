using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>Replays of many conversations, which go on where they were broken off.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210010_Replays")]
internal sealed class M0010_Replays : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE agent.replay_runs (
            tenant text NOT NULL,
            id text NOT NULL,
            mode text NOT NULL,
            status text NOT NULL,
            spec json NOT NULL,
            digest text NOT NULL,
            created_by text NOT NULL,
            created_at timestamptz NOT NULL,
            finished_at timestamptz,
            is_job boolean NOT NULL,
            cancel_requested boolean NOT NULL,
            error text,
            CONSTRAINT pk_replay_runs PRIMARY KEY (tenant, id)
        );

        CREATE INDEX ix_replay_runs_running ON agent.replay_runs (created_at) WHERE status = 'running';

        CREATE TABLE agent.replay_items (
            tenant text NOT NULL,
            run_id text NOT NULL,
            number bigint NOT NULL,
            source_id text,
            source json,
            result json,
            claimed_by text,
            claimed_until timestamptz,
            CONSTRAINT pk_replay_items PRIMARY KEY (tenant, run_id, number),
            CONSTRAINT fk_replay_items_run FOREIGN KEY (tenant, run_id) REFERENCES agent.replay_runs (tenant, id) ON DELETE CASCADE
        );

        CREATE INDEX ix_replay_items_open ON agent.replay_items (tenant, run_id, number) WHERE result IS NULL;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE agent.replay_items; DROP TABLE agent.replay_runs;");
}
