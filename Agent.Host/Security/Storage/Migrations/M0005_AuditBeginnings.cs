using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Host.Security.Storage.Migrations;

/// <summary>Where a tenant's log begins once its oldest rows were removed. The database lets go of a row when a beginning stands behind it and it is a year old; of no other.</summary>
[DbContext(typeof(SecurityDbContext))]
[Migration("202611220005_AuditBeginnings")]
internal sealed class M0005_AuditBeginnings : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE security.audit_beginnings (
            tenant text NOT NULL,
            number bigint NOT NULL,
            at timestamptz NOT NULL,
            hash bytea NOT NULL,
            key_id text NOT NULL,
            signature bytea NOT NULL,
            CONSTRAINT pk_audit_beginnings PRIMARY KEY (tenant)
        );

        CREATE FUNCTION security.refuse_early_removal() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_TABLE_NAME = 'audit' AND OLD.at > now() - interval '1 year'
                OR NOT EXISTS (SELECT FROM security.audit_beginnings b WHERE b.tenant = OLD.tenant AND b.number >= OLD.number) THEN
                RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN OLD;
        END $$;

        DROP TRIGGER audit_is_append_only ON security.audit;
        DROP TRIGGER audit_checkpoints_are_append_only ON security.audit_checkpoints;
        CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR TRUNCATE ON security.audit
            FOR EACH STATEMENT EXECUTE FUNCTION security.refuse_change();
        CREATE TRIGGER audit_rows_are_kept BEFORE DELETE ON security.audit FOR EACH ROW EXECUTE FUNCTION security.refuse_early_removal();
        CREATE TRIGGER audit_checkpoints_are_append_only BEFORE UPDATE OR TRUNCATE ON security.audit_checkpoints
            FOR EACH STATEMENT EXECUTE FUNCTION security.refuse_change();
        CREATE TRIGGER audit_checkpoints_are_kept BEFORE DELETE ON security.audit_checkpoints FOR EACH ROW EXECUTE FUNCTION security.refuse_early_removal();
        CREATE TRIGGER audit_beginnings_are_kept BEFORE DELETE OR TRUNCATE ON security.audit_beginnings
            FOR EACH STATEMENT EXECUTE FUNCTION security.refuse_change();
        CREATE TRIGGER audit_beginnings_move_on BEFORE UPDATE ON security.audit_beginnings
            FOR EACH ROW WHEN (NEW.tenant <> OLD.tenant OR NEW.number <= OLD.number) EXECUTE FUNCTION security.refuse_change();
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TRIGGER audit_rows_are_kept ON security.audit;
        DROP TRIGGER audit_checkpoints_are_kept ON security.audit_checkpoints;
        DROP TRIGGER audit_is_append_only ON security.audit;
        DROP TRIGGER audit_checkpoints_are_append_only ON security.audit_checkpoints;
        CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON security.audit
            FOR EACH STATEMENT EXECUTE FUNCTION security.refuse_change();
        CREATE TRIGGER audit_checkpoints_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON security.audit_checkpoints
            FOR EACH STATEMENT EXECUTE FUNCTION security.refuse_change();
        DROP TABLE security.audit_beginnings;
        DROP FUNCTION security.refuse_early_removal();
        """);
}
