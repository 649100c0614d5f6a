using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Host.Security.Storage.Migrations;

/// <summary>The keys that seal sessions.</summary>
[DbContext(typeof(SecurityDbContext))]
[Migration("202611210003_Sessions")]
internal sealed class M0003_Sessions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE security.session_keys (
            tenant text NOT NULL,
            name text NOT NULL,
            xml text NOT NULL,
            CONSTRAINT pk_session_keys PRIMARY KEY (tenant, name)
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE security.session_keys;");
}
