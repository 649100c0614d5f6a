using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Host.Teams.Storage.Migrations;

/// <summary>Answers that are shown while they are written, and the way from a message in Teams back to the answer it is.</summary>
[DbContext(typeof(TeamsDbContext))]
[Migration("202611210002_Streams")]
internal sealed class M0002_Streams : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE teams.chats ADD COLUMN last_event bigint NOT NULL DEFAULT 0;
        ALTER TABLE teams.chats ALTER COLUMN last_event DROP DEFAULT;
        ALTER TABLE teams.chats ADD COLUMN stream_id text, ADD COLUMN stream_turn integer, ADD COLUMN stream_began_at timestamp with time zone;
        ALTER TABLE teams.outbox ADD COLUMN stream_id text, ADD COLUMN stream_until timestamp with time zone, ADD COLUMN shown text;
        CREATE INDEX ix_outbox_sent_id ON teams.outbox (tenant, sent_id) WHERE sent_id IS NOT NULL;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP INDEX teams.ix_outbox_sent_id;
        ALTER TABLE teams.outbox DROP COLUMN stream_id, DROP COLUMN stream_until, DROP COLUMN shown;
        ALTER TABLE teams.chats DROP COLUMN stream_id, DROP COLUMN stream_turn, DROP COLUMN stream_began_at, DROP COLUMN last_event;
        """);
}
