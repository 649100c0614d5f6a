using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Plugins.BackOffice.Migrations;

/// <summary>The one change a record of a tool call allows, and only this: whom it was for is forgotten. What is older than a month may go as a whole, by retention.</summary>
[DbContext(typeof(BackOfficeDbContext))]
[Migration("20261121220000_AllowErasure")]
internal sealed class AllowErasure : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE OR REPLACE FUNCTION backoffice.refuse_change_but_of_person() RETURNS trigger LANGUAGE plpgsql AS $refuse$
        DECLARE
          forgotten backoffice.tool_audit := OLD;
        BEGIN
          IF TG_OP = 'DELETE' AND OLD.at < now() - interval '30 days' THEN
            RETURN OLD;
          END IF;
          IF TG_OP = 'UPDATE' THEN
            forgotten.customer_id := NULL;
            forgotten.conversation_id := NULL;
            forgotten.request_id := NULL;
            forgotten.idempotency_key := NULL;
            IF NEW.caller IS NULL THEN
              forgotten.caller := NULL;
            END IF;
            IF forgotten = NEW THEN
              RETURN NEW;
            END IF;
          END IF;
          RAISE EXCEPTION 'backoffice.% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END
        $refuse$;
        DROP TRIGGER tr_tool_audit_append_only ON backoffice.tool_audit;
        CREATE TRIGGER tr_tool_audit_append_only BEFORE TRUNCATE ON backoffice.tool_audit FOR EACH STATEMENT EXECUTE FUNCTION backoffice.refuse_change();
        CREATE TRIGGER tr_tool_audit_append_only_rows BEFORE UPDATE OR DELETE ON backoffice.tool_audit FOR EACH ROW EXECUTE FUNCTION backoffice.refuse_change_but_of_person();
        """);
}
