using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>A replay in numbers, added up as it goes: whoever asks how it stands does not read its results.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210018_ReplayCounts")]
internal sealed class M0018_ReplayCounts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE agent.replay_counts (
            tenant text NOT NULL,
            run_id text NOT NULL,
            name text NOT NULL,
            value numeric NOT NULL,
            CONSTRAINT pk_replay_counts PRIMARY KEY (tenant, run_id, name),
            CONSTRAINT fk_replay_counts_run FOREIGN KEY (tenant, run_id) REFERENCES agent.replay_runs (tenant, id) ON DELETE CASCADE
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE agent.replay_counts;");
}
