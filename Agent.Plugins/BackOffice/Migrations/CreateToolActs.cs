using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Plugins.BackOffice.Migrations;

/// <summary>Calls that change something, on their way into the audit log.</summary>
[DbContext(typeof(BackOfficeDbContext))]
[Migration("20261122013000_CreateToolActs")]
internal sealed class CreateToolActs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE backoffice.tool_acts (
            tenant text NOT NULL,
            act_id bigint GENERATED ALWAYS AS IDENTITY,
            at timestamp with time zone NOT NULL,
            tool text NOT NULL,
            caller text,
            role text NOT NULL,
            customer_id text,
            conversation_id text,
            request_id text,
            idempotency_key text,
            arguments text,
            outcome text NOT NULL,
            CONSTRAINT pk_tool_acts PRIMARY KEY (tenant, act_id)
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE backoffice.tool_acts;");
}
