using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Host.Security.Storage.Migrations;

/// <summary>The keys that seal customers in the audit log, and the customers that are to be erased.</summary>
[DbContext(typeof(SecurityDbContext))]
[Migration("202611210004_Erasure")]
internal sealed class M0004_Erasure : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE security.customer_keys (
            tenant text NOT NULL,
            customer_id text NOT NULL,
            key_id text NOT NULL,
            key bytea NOT NULL,
            created_at timestamp with time zone NOT NULL,
            CONSTRAINT pk_customer_keys PRIMARY KEY (tenant, customer_id)
        );
        CREATE UNIQUE INDEX ux_customer_keys_key_id ON security.customer_keys (tenant, key_id);

        CREATE TABLE security.erasures (
            tenant text NOT NULL,
            id text NOT NULL,
            subject bytea,
            requested_at timestamp with time zone NOT NULL,
            requested_by text NOT NULL,
            passes integer NOT NULL,
            next_at timestamp with time zone NOT NULL,
            removed json NOT NULL,
            done_at timestamp with time zone,
            CONSTRAINT pk_erasures PRIMARY KEY (tenant, id)
        );
        CREATE INDEX ix_erasures_next_at ON security.erasures (next_at) WHERE done_at IS NULL;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE security.erasures; DROP TABLE security.customer_keys;");
}
