using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Processes.Persistence.Migrations;

/// <summary>What has happened stays as it was: the database itself refuses to change an input or a checkpoint. Deleting old ones is another matter.</summary>
[DbContext(typeof(AgentDbContext))]
[Migration("202611210002_ImmutablePast")]
internal sealed class M0002_ImmutablePast : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE FUNCTION agent.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of %.% are never changed', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$;

        CREATE TRIGGER never_changed BEFORE UPDATE ON agent.inbox FOR EACH ROW EXECUTE FUNCTION agent.refuse_change();
        CREATE TRIGGER never_changed BEFORE UPDATE ON agent.checkpoints FOR EACH ROW EXECUTE FUNCTION agent.refuse_change();
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TRIGGER never_changed ON agent.checkpoints;
        DROP TRIGGER never_changed ON agent.inbox;
        DROP FUNCTION agent.refuse_change();
        """);
}
