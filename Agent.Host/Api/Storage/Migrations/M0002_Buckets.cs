using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Host.Api.Storage.Migrations;

/// <summary>Limits that all replicas keep together, and the id a request with an idempotency key has set aside for what it creates.</summary>
[DbContext(typeof(ApiDbContext))]
[Migration("202611210002_Buckets")]
internal sealed class M0002_Buckets : Migration
{
    // Not logged: a limit that is forgotten with a crash of the server costs nothing but a full bucket, and writing it down safely would cost a flush each time.
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE UNLOGGED TABLE api.buckets (
            tenant text NOT NULL,
            name text NOT NULL,
            capacity double precision NOT NULL,
            rate double precision NOT NULL,
            owed double precision NOT NULL,
            wanted double precision NOT NULL,
            granted double precision NOT NULL,
            available double precision NOT NULL,
            as_of timestamp with time zone NOT NULL,
            CONSTRAINT pk_buckets PRIMARY KEY (tenant, name)
        );

        CREATE UNLOGGED TABLE api.places (
            tenant text NOT NULL,
            name text NOT NULL,
            replica uuid NOT NULL,
            count integer NOT NULL,
            seen_at timestamp with time zone NOT NULL,
            CONSTRAINT pk_places PRIMARY KEY (tenant, name, replica)
        );

        ALTER TABLE api.answers ADD COLUMN reserved text;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE api.buckets, api.places; ALTER TABLE api.answers DROP COLUMN reserved;");
}
