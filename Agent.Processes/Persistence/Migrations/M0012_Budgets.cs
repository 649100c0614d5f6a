using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>What may be spent on models, and what is set aside for calls under way.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210012_Budgets")]
internal sealed class M0012_Budgets : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE agent.budgets (
            tenant text NOT NULL,
            scope text NOT NULL,
            subject text NOT NULL,
            period date NOT NULL,
            spent_usd numeric(18,8) NOT NULL,
            reserved_usd numeric(18,8) NOT NULL,
            CONSTRAINT pk_budgets PRIMARY KEY (tenant, scope, subject, period),
            CONSTRAINT ck_budgets_reserved CHECK (reserved_usd >= 0)
        ) WITH (fillfactor = 50);

        CREATE TABLE agent.reservations (
            tenant text NOT NULL,
            scope text NOT NULL,
            subject text NOT NULL,
            period date NOT NULL,
            id uuid NOT NULL,
            amount_usd numeric(18,8) NOT NULL,
            expires_at timestamp with time zone NOT NULL,
            CONSTRAINT pk_reservations PRIMARY KEY (tenant, scope, subject, period, id)
        );

        CREATE INDEX ix_reservations_expires ON agent.reservations (expires_at);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TABLE agent.reservations;
        DROP TABLE agent.budgets;
        """);
}
