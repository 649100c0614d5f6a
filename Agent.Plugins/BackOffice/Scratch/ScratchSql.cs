using Npgsql;

namespace Agent.Plugins.BackOffice.Scratch;

/// <summary>Copies data to another tenant, puts back what was changed in a copy, and removes it. What is copied, each business says.</summary>
internal static class ScratchSql
{
    /// <summary>What every scratch tenant's name begins with. No tenant of a customer is called like that: '~' is no part of an id anywhere.</summary>
    public const string Prefix = "~replay:";

    /// <summary>The transaction that writes it counts as the beginning: whatever is younger was written since.</summary>
    public const string Mark = "SELECT pg_current_xact_id()::xid";

    // What every business has, and a conversation writes.
    private static readonly string[] s_written = ["tickets", "tool_effects"];

    // What PostgreSQL derives from an article cannot be written.
    private const string CopyArticles = """
        INSERT INTO backoffice.knowledge_articles (tenant, article_id, title, body, audience, updated_at)
        SELECT $2, article_id, title, body, audience, updated_at FROM backoffice.knowledge_articles WHERE tenant = $1 ON CONFLICT DO NOTHING
        """;

    /// <summary>Copies what businesses share: the articles, without tickets and effects of the past.</summary>
    public static NpgsqlBatchCommand CopyShared(string from, string to) => Command(CopyArticles, from, to);

    /// <summary>Removes what a conversation wrote to what businesses share.</summary>
    public static IEnumerable<NpgsqlBatchCommand> RestoreShared(string tenant) => s_written.Select(table => Clear(table, tenant));

    /// <summary>Removes what businesses share.</summary>
    public static IEnumerable<NpgsqlBatchCommand> DropShared(string tenant) => s_written.Append("knowledge_articles").Select(table => Clear(table, tenant));

    public static NpgsqlBatchCommand Clear(string table, string tenant) => Command($"DELETE FROM backoffice.{table} WHERE tenant = $1", tenant);

    public static NpgsqlBatchCommand RemoveChanged(string table, string tenant, uint mark) =>
        Command($"DELETE FROM backoffice.{table} WHERE tenant = $1 AND age(xmin) < age($2)", tenant, null, mark);

    public static NpgsqlBatchCommand CopyMissing(string table, string from, string to) => Command($$"""
        INSERT INTO backoffice.{{table}}
        SELECT copied.* FROM backoffice.{{table}} original,
               LATERAL jsonb_populate_record(NULL::backoffice.{{table}}, to_jsonb(original) || jsonb_build_object('tenant', $2::text)) copied
         WHERE original.tenant = $1 ON CONFLICT DO NOTHING
        """, from, to);

    public static NpgsqlBatchCommand Command(string sql, string tenant, string? second = null, uint? mark = null)
    {
        var command = new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = tenant } } };
        if (second is not null)
        {
            command.Parameters.Add(new() { Value = second });
        }

        if (mark is { } xid)
        {
            command.Parameters.Add(new() { Value = xid, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid });
        }

        return command;
    }
}
