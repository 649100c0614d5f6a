using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Agent.Host.Api.Storage.Migrations;

/// <summary>Answers to requests with an idempotency key.</summary>
[DbContext(typeof(ApiDbContext))]
[Migration("202611210001_StoredAnswers")]
internal sealed class M0001_StoredAnswers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE SCHEMA IF NOT EXISTS api;

        CREATE TABLE api.answers (
            tenant text NOT NULL,
            caller text NOT NULL,
            key text NOT NULL,
            request bytea NOT NULL,
            token uuid NOT NULL,
            held_until timestamp with time zone NOT NULL,
            status integer,
            content_type text,
            location text,
            body bytea,
            created_at timestamp with time zone NOT NULL,
            CONSTRAINT pk_answers PRIMARY KEY (tenant, caller, key)
        );

        CREATE INDEX ix_answers_created_at ON api.answers (created_at);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE api.answers;");
}
