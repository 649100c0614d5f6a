using Npgsql;

namespace Agent.Plugins.BackOffice.Scratch;

/// <summary>Copies a shop to another tenant, puts back what was changed in a copy, and removes it.</summary>
internal static class ScratchSql
{
    /// <summary>What every scratch tenant's name begins with. No tenant of a customer is called like that: '~' is no part of an id anywhere.</summary>
    public const string Prefix = "~replay:";

    /// <summary>Every scratch tenant there is.</summary>
    public const string List = """
        SELECT tenant FROM backoffice.products WHERE tenant >= '~replay:' AND tenant < '~replay;'
        UNION SELECT tenant FROM backoffice.customers WHERE tenant >= '~replay:' AND tenant < '~replay;'
        """;

    /// <summary>The transaction that writes it counts as the beginning: whatever is younger was written since.</summary>
    public const string Mark = "SELECT pg_current_xact_id()::xid";

    /// <summary>$1 is the tenant, $2 the mark.</summary>
    public const string ChangedOrders = "SELECT order_id FROM backoffice.orders WHERE tenant = $1 AND age(xmin) < age($2)";

    /// <summary>$1 is the tenant, $2 the mark.</summary>
    public const string ChangedCustomers = """
        SELECT customer_id FROM backoffice.customers WHERE tenant = $1 AND age(xmin) < age($2)
        UNION SELECT customer_id FROM backoffice.payment_methods WHERE tenant = $1 AND age(xmin) < age($2)
        """;

    // In the order of their references.
    private static readonly string[] s_copied = ["products", "product_variants", "customers", "payment_methods", "orders"];
    private static readonly string[] s_written = ["returns", "refunds", "tickets", "tool_effects"];

    // What PostgreSQL derives from an article cannot be written.
    private const string CopyArticles = """
        INSERT INTO backoffice.knowledge_articles (tenant, article_id, title, body, audience, updated_at)
        SELECT $2, article_id, title, body, audience, updated_at FROM backoffice.knowledge_articles WHERE tenant = $1 ON CONFLICT DO NOTHING
        """;

    private const string RestoreCustomers = """
        UPDATE backoffice.customers c
           SET address1 = f.address1, address2 = f.address2, city = f.city, country = f.country, state = f.state, zip = f.zip
          FROM backoffice.customers f
         WHERE c.tenant = $2 AND age(c.xmin) < age($3) AND f.tenant = $1 AND f.customer_id = c.customer_id
        """;

    private const string RestorePaymentMethods = """
        UPDATE backoffice.payment_methods p SET balance_minor = f.balance_minor FROM backoffice.payment_methods f
         WHERE p.tenant = $2 AND age(p.xmin) < age($3) AND f.tenant = $1 AND f.customer_id = p.customer_id AND f.payment_method_id = p.payment_method_id
        """;

    // Store credit makes a payment method that the original may not have.
    private const string RemoveNewPaymentMethods = """
        DELETE FROM backoffice.payment_methods p WHERE p.tenant = $2 AND NOT EXISTS (
            SELECT FROM backoffice.payment_methods f WHERE f.tenant = $1 AND f.customer_id = p.customer_id AND f.payment_method_id = p.payment_method_id)
        """;

    /// <summary>Copies what a conversation can see and change: the shop as it is, without returns, tickets and effects of the past.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Copy(string from, string to)
    {
        foreach (var table in s_copied)
        {
            yield return Command(CopyMissing(table), from, to);
        }

        yield return Command(CopyArticles, from, to);
        // A return that is under way belongs to its order.
        yield return Command(CopyMissing("returns"), from, to);
    }

    /// <summary>Makes the copy as fresh as it was.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Restore(string from, string to, uint mark)
    {
        foreach (var table in s_written)
        {
            yield return Command($"DELETE FROM backoffice.{table} WHERE tenant = $1", to);
        }

        yield return Command(RestoreCustomers, from, to, mark);
        yield return Command(RestorePaymentMethods, from, to, mark);
        yield return Command(RemoveNewPaymentMethods, from, to);
        yield return Command("DELETE FROM backoffice.orders WHERE tenant = $1 AND age(xmin) < age($2)", to, mark);
        yield return Command(CopyMissing("orders"), from, to);
        yield return Command(CopyMissing("returns"), from, to);
    }

    public static IEnumerable<NpgsqlBatchCommand> Drop(string tenant) =>
        s_copied.Concat(s_written).Append("knowledge_articles").Reverse().Select(table => Command($"DELETE FROM backoffice.{table} WHERE tenant = $1", tenant));

    private static string CopyMissing(string table) => $$"""
        INSERT INTO backoffice.{{table}}
        SELECT copied.* FROM backoffice.{{table}} original,
               LATERAL jsonb_populate_record(NULL::backoffice.{{table}}, to_jsonb(original) || jsonb_build_object('tenant', $2::text)) copied
         WHERE original.tenant = $1 ON CONFLICT DO NOTHING
        """;

    private static NpgsqlBatchCommand Command(string sql, string tenant, string? second = null, uint? mark = null)
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

    private static NpgsqlBatchCommand Command(string sql, string tenant, uint mark) => Command(sql, tenant, null, mark);
}
