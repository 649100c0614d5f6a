using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Host.Teams.Storage.Migrations;

/// <summary>The request that brought an activity.</summary>
[DbContext(typeof(TeamsDbContext))]
[Migration("202611220004_RequestIds")]
internal sealed class M0004_RequestIds : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE teams.activities ADD COLUMN request_id text;");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE teams.activities DROP COLUMN request_id;");
}
