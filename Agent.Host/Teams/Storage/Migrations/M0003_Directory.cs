using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Host.Teams.Storage.Migrations;

/// <summary>Whose a directory is and what its people are, and the way from a conversation to its chat.</summary>
[DbContext(typeof(TeamsDbContext))]
[Migration("202611210003_Directory")]
internal sealed class M0003_Directory : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE teams.directories (
            tenant text NOT NULL,
            directory_id text NOT NULL,
            admits_guests boolean NOT NULL,
            changed_at timestamp with time zone NOT NULL,
            changed_by text NOT NULL,
            CONSTRAINT pk_directories PRIMARY KEY (tenant, directory_id)
        );
        CREATE UNIQUE INDEX ux_directories_directory ON teams.directories (directory_id);

        CREATE INDEX ix_chats_conversation ON teams.chats (tenant, conversation_id) WHERE conversation_id IS NOT NULL;

        CREATE TABLE teams.people (
            tenant text NOT NULL,
            directory_id text NOT NULL,
            user_id text NOT NULL,
            roles text[] NOT NULL,
            customer_id text,
            is_refused boolean NOT NULL,
            changed_at timestamp with time zone NOT NULL,
            changed_by text NOT NULL,
            CONSTRAINT pk_people PRIMARY KEY (tenant, directory_id, user_id)
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE teams.people; DROP TABLE teams.directories; DROP INDEX teams.ix_chats_conversation;");
}
