using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Host.Api.Storage.Migrations;

/// <summary>Which conversation a stored answer is about, so that it can be erased with it.</summary>
[DbContext(typeof(ApiDbContext))]
[Migration("202611210003_AnsweredConversations")]
internal sealed class M0003_AnsweredConversations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE api.answers ADD COLUMN conversation_id text;");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE api.answers DROP COLUMN conversation_id;");
}
