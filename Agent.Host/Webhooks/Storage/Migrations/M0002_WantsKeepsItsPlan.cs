using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Host.Webhooks.Storage.Migrations;

/// <summary>Every turn asks whether anybody wants to hear of its end. In PL/pgSQL a session plans that once; as an SQL function it was planned for every turn, which took twenty times what answering does.</summary>
[DbContext(typeof(WebhooksDbContext))]
[Migration("202611220002_WantsKeepsItsPlan")]
internal sealed class M0002_WantsKeepsItsPlan : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE OR REPLACE FUNCTION webhooks.wants(of_tenant text, of_kinds text[]) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
            RETURN EXISTS (SELECT FROM webhooks.subscriptions s WHERE s.tenant = of_tenant AND s.is_enabled AND s.kinds && of_kinds);
        END $$;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE OR REPLACE FUNCTION webhooks.wants(of_tenant text, of_kinds text[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            SELECT EXISTS (SELECT FROM webhooks.subscriptions s WHERE s.tenant = of_tenant AND s.is_enabled AND s.kinds && of_kinds)
        $$;
        """);
}
