using Agent.Plugins.Knowledge;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using NpgsqlTypes;

namespace Agent.Plugins.BackOffice.Migrations;

/// <summary>Refunds and credits, the help centre, and the record of every tool call.</summary>
[DbContext(typeof(BackOfficeDbContext))]
[Migration("20261121160000_CreateRefundsKnowledgeAndAudit")]
internal sealed class CreateRefundsKnowledgeAndAudit : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        CreateRefunds(migrationBuilder);
        CreateArticles(migrationBuilder);
        CreateAudit(migrationBuilder);
    }

    private static void CreateRefunds(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("refunds", table => new
        {
            tenant = table.Column<string>("text"),
            refund_id = table.Column<string>("text"),
            customer_id = table.Column<string>("text"),
            order_id = table.Column<string>("text", nullable: true),
            target = table.Column<string>("text"),
            amount_minor = table.Column<long>("bigint"),
            reason = table.Column<string>("text"),
            created_at = table.Column<DateTimeOffset>("timestamp with time zone"),
        }, BackOfficeDbContext.Schema, table =>
        {
            table.PrimaryKey("pk_refunds", r => new { r.tenant, r.refund_id });
            table.CheckConstraint("ck_refunds_target", "target IN ('original_payment', 'store_credit')");
            table.CheckConstraint("ck_refunds_amount", "amount_minor > 0");
        });
        migrationBuilder.CreateIndex("ix_refunds_customer", "refunds", ["tenant", "customer_id", "created_at"], BackOfficeDbContext.Schema);
    }

    private static void CreateArticles(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("knowledge_articles", table => new
        {
            tenant = table.Column<string>("text"),
            article_id = table.Column<string>("text"),
            title = table.Column<string>("text"),
            body = table.Column<string>("text"),
            audience = table.Column<string>("text"),
            updated_at = table.Column<DateTimeOffset>("timestamp with time zone"),
            search = table.Column<NpgsqlTsVector>("tsvector", nullable: true, computedColumnSql: ArticleConfiguration.SearchSql, stored: true),
        }, BackOfficeDbContext.Schema, table =>
        {
            table.PrimaryKey("pk_knowledge_articles", a => new { a.tenant, a.article_id });
            table.CheckConstraint("ck_knowledge_articles_audience", "audience IN ('everyone', 'gold', 'staff')");
            table.CheckConstraint("ck_knowledge_articles_body", "length(body) <= 4000");
        });
        migrationBuilder.CreateIndex("ix_knowledge_articles_search", "knowledge_articles", "search", BackOfficeDbContext.Schema)
            .Annotation("Npgsql:IndexMethod", "gin");
    }

    private static void CreateAudit(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("tool_audit", table => new
        {
            tenant = table.Column<string>("text"),
            entry_id = table.Column<long>("bigint").Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
            at = table.Column<DateTimeOffset>("timestamp with time zone"),
            tool = table.Column<string>("text"),
            caller = table.Column<string>("text", nullable: true),
            role = table.Column<string>("text"),
            customer_id = table.Column<string>("text", nullable: true),
            conversation_id = table.Column<string>("text", nullable: true),
            request_id = table.Column<string>("text", nullable: true),
            idempotency_key = table.Column<string>("text", nullable: true),
            arguments_hash = table.Column<string>("text"),
            outcome = table.Column<string>("text"),
            duration_ms = table.Column<double>("double precision"),
        }, BackOfficeDbContext.Schema, table => table.PrimaryKey("pk_tool_audit", e => new { e.tenant, e.entry_id }));

        // What bears witness is not corrected. The owner of the table can still drop what is too old, a whole tenant or the table, but no program does so in passing.
        migrationBuilder.Sql("""
            CREATE OR REPLACE FUNCTION backoffice.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $refuse$
            BEGIN
              RAISE EXCEPTION 'backoffice.% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
            END
            $refuse$;
            CREATE TRIGGER tr_tool_audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON backoffice.tool_audit
              FOR EACH STATEMENT EXECUTE FUNCTION backoffice.refuse_change();
            """);
    }
}
