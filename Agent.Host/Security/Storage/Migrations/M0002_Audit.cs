using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Host.Security.Storage.Migrations;

/// <summary>Who did what: rows that are only ever added.</summary>
[DbContext(typeof(SecurityDbContext))]
[Migration("202611210002_Audit")]
internal sealed class M0002_Audit : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE security.audit (
            tenant text NOT NULL,
            number bigint NOT NULL,
            at timestamptz NOT NULL,
            actor text NOT NULL,
            act text NOT NULL,
            subject text NOT NULL,
            request_id text NOT NULL,
            details json NOT NULL,
            hash bytea NOT NULL,
            CONSTRAINT pk_audit PRIMARY KEY (tenant, number)
        );

        CREATE TABLE security.audit_checkpoints (
            tenant text NOT NULL,
            number bigint NOT NULL,
            at timestamptz NOT NULL,
            hash bytea NOT NULL,
            key_id text NOT NULL,
            signature bytea NOT NULL,
            CONSTRAINT pk_audit_checkpoints PRIMARY KEY (tenant, number)
        );

        CREATE FUNCTION security.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'restrict_violation';
        END $$;

        CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON security.audit
            FOR EACH STATEMENT EXECUTE FUNCTION security.refuse_change();
        CREATE TRIGGER audit_checkpoints_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON security.audit_checkpoints
            FOR EACH STATEMENT EXECUTE FUNCTION security.refuse_change();
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TABLE security.audit_checkpoints;
        DROP TABLE security.audit;
        DROP FUNCTION security.refuse_change();
        """);
}
