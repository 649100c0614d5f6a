using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Host.Security.Storage.Migrations;

/// <summary>Tenants, and the keys of their machines.</summary>
[DbContext(typeof(SecurityDbContext))]
[Migration("202611210001_KeysAndTenants")]
internal sealed class M0001_KeysAndTenants : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE security.tenants (
            tenant text NOT NULL,
            name text NOT NULL,
            created_at timestamptz NOT NULL,
            created_by text NOT NULL,
            suspended_at timestamptz,
            suspended_reason text,
            settings jsonb,
            CONSTRAINT pk_tenants PRIMARY KEY (tenant)
        );

        CREATE TABLE security.api_keys (
            tenant text NOT NULL,
            id text NOT NULL,
            hash bytea NOT NULL,
            name text NOT NULL,
            roles text[] NOT NULL,
            scopes text[] NOT NULL,
            created_at timestamptz NOT NULL,
            created_by text NOT NULL,
            expires_at timestamptz NOT NULL,
            revoked_at timestamptz,
            replaced_by text,
            CONSTRAINT pk_api_keys PRIMARY KEY (tenant, id)
        );

        CREATE UNIQUE INDEX ix_api_keys_id ON security.api_keys (id);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TABLE security.api_keys;
        DROP TABLE security.tenants;
        """);
}
