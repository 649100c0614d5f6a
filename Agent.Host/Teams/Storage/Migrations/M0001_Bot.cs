using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Host.Teams.Storage.Migrations;

/// <summary>Chats, the activities that came in, and what goes out.</summary>
[DbContext(typeof(TeamsDbContext))]
[Migration("202611210001_Bot")]
internal sealed class M0001_Bot : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE SCHEMA IF NOT EXISTS teams;

        CREATE TABLE teams.chats (
            tenant text NOT NULL,
            id text NOT NULL,
            teams_id text NOT NULL,
            kind text NOT NULL,
            user_id text NOT NULL,
            channel_user_id text NOT NULL,
            user_name text NOT NULL,
            bot_id text NOT NULL,
            service_url text NOT NULL,
            locale text NOT NULL,
            conversation_id text,
            last_turn integer NOT NULL,
            watched_turn integer,
            look_at timestamp with time zone,
            seen_at timestamp with time zone NOT NULL,
            wrote_at timestamp with time zone NOT NULL,
            is_gone boolean NOT NULL,
            CONSTRAINT pk_chats PRIMARY KEY (tenant, id)
        );
        CREATE INDEX ix_chats_look_at ON teams.chats (look_at) WHERE watched_turn IS NOT NULL;
        CREATE INDEX ix_chats_user ON teams.chats (tenant, user_id);

        CREATE TABLE teams.activities (
            tenant text NOT NULL,
            teams_id text NOT NULL,
            activity_id text NOT NULL,
            number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
            click_key text,
            chat_id text NOT NULL,
            body jsonb,
            answer text,
            is_done boolean NOT NULL,
            attempts integer NOT NULL,
            held_until timestamp with time zone,
            received_at timestamp with time zone NOT NULL,
            CONSTRAINT pk_activities PRIMARY KEY (tenant, teams_id, activity_id)
        );
        CREATE UNIQUE INDEX ux_activities_click ON teams.activities (tenant, teams_id, click_key) WHERE click_key IS NOT NULL;
        CREATE INDEX ix_activities_waiting ON teams.activities (tenant, chat_id, number) WHERE NOT is_done;
        CREATE INDEX ix_activities_received_at ON teams.activities (received_at);

        CREATE TABLE teams.outbox (
            tenant text NOT NULL,
            number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
            key text NOT NULL,
            chat_id text NOT NULL,
            body jsonb NOT NULL,
            approval_id text,
            nonce text,
            is_open boolean NOT NULL,
            replaces bigint,
            sent_id text,
            is_done boolean NOT NULL,
            failure text,
            attempts integer NOT NULL,
            next_at timestamp with time zone NOT NULL,
            created_at timestamp with time zone NOT NULL,
            CONSTRAINT pk_outbox PRIMARY KEY (tenant, number)
        );
        CREATE UNIQUE INDEX ux_outbox_key ON teams.outbox (tenant, key);
        CREATE INDEX ix_outbox_waiting ON teams.outbox (tenant, chat_id, number) WHERE NOT is_done;
        CREATE INDEX ix_outbox_open ON teams.outbox (tenant, approval_id) WHERE is_open;
        CREATE INDEX ix_outbox_created_at ON teams.outbox (created_at);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP SCHEMA teams CASCADE;");
}
