using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>Usage that has left its usual range.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210016_Anomalies")]
internal sealed class M0016_Anomalies : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE agent.anomalies (
            tenant text NOT NULL,
            day date NOT NULL,
            scope text NOT NULL,
            subject text NOT NULL,
            measure text NOT NULL,
            value double precision NOT NULL,
            usual double precision NOT NULL,
            range_end double precision NOT NULL,
            samples bigint NOT NULL,
            cause text NOT NULL,
            found_at timestamp with time zone NOT NULL,
            CONSTRAINT pk_anomalies PRIMARY KEY (tenant, day, scope, subject, measure)
        );

        CREATE INDEX ix_anomalies_subject ON agent.anomalies (tenant, scope, subject);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE agent.anomalies;");
}
