using Npgsql;

namespace Agent.Plugins.BackOffice.Erasure;

/// <summary>
/// What the back office stores of a customer beside its own books: tickets, the ledger of effects, the record of tool calls. Customers, orders, payments and refunds are the shop's books, which it
/// keeps as long as the law says; of a refund only the amount and the order stay, not what somebody gave as a reason.
/// </summary>
public sealed class BackOfficeRecords
{
    /// <summary>What is kept, and why.</summary>
    public static IReadOnlyDictionary<string, string> Kept { get; } = new Dictionary<string, string>
    {
        ["backoffice.customers"] = Books, ["backoffice.payment_methods"] = Books, ["backoffice.orders"] = Books, ["backoffice.returns"] = Books, ["backoffice.refunds"] = Books,
        ["backoffice.airline_flyers"] = Books, ["backoffice.airline_reservations"] = Books,
    };

    private const string Books = "the books of the business: kept as long as commercial and tax law says (GDPR Art. 17(3)(b)), and erased there";
    private const string Blank = "[erased]";

    private static readonly (string Table, string Sql)[] s_removals =
    [
        ("backoffice.tickets (blanked)",
            $"UPDATE backoffice.tickets SET customer_id = NULL, conversation_id = NULL, subject = '{Blank}', body = '{Blank}' WHERE tenant = $1 AND (customer_id = $2 OR conversation_id = ANY($3))"),
        ("backoffice.tool_effects",
            "DELETE FROM backoffice.tool_effects e WHERE tenant = $1 AND EXISTS (SELECT FROM unnest($3::text[]) AS c (id) WHERE starts_with(e.idempotency_key, c.id))"),
        ("backoffice.tool_effects (blanked)",
            $"UPDATE backoffice.tool_effects SET result = '{Blank}' WHERE tenant = $1 AND position('\"' || $2 || '\"' IN result) > 0"),
        ("backoffice.refunds (reasons blanked)",
            $"UPDATE backoffice.refunds SET reason = '{Blank}' WHERE tenant = $1 AND customer_id = $2 AND reason <> '{Blank}'"),
        ("backoffice.tool_audit (blanked)",
            """
            UPDATE backoffice.tool_audit SET customer_id = NULL, conversation_id = NULL, request_id = NULL, idempotency_key = NULL, caller = CASE WHEN caller <> $2 THEN caller END
            WHERE tenant = $1 AND (customer_id = $2 OR conversation_id = ANY($3))
            """),
    ];

    private readonly NpgsqlDataSource _database;

    internal BackOfficeRecords(NpgsqlDataSource database) => _database = database;

    /// <summary>Erases a customer, all or nothing; harmless to repeat. Whoever calls a tool for them a moment later leaves a record again.</summary>
    /// <returns>Rows removed or blanked, by table; null where the back office is in another database, behind a tool server.</returns>
    public async Task<IReadOnlyDictionary<string, long>?> EraseAsync(string tenant, string customerId, string[] conversations, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(customerId);
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using (var exists = new NpgsqlCommand("SELECT to_regclass('backoffice.tool_audit') IS NOT NULL", connection))
        {
            if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return null;
            }
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        Dictionary<string, long> removed = new(StringComparer.Ordinal);
        foreach (var (table, sql) in s_removals)
        {
            await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = tenant }, new() { Value = customerId }, new() { Value = conversations } } };
            if (await command.ExecuteNonQueryAsync(cancellationToken) is > 0 and var rows)
            {
                removed[table] = rows;
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return removed;
    }

    /// <summary>The customer's tickets: when, about what, and what was written.</summary>
    public async Task<IReadOnlyList<CustomerTicket>> ReadTicketsAsync(string tenant, string customerId, CancellationToken cancellationToken = default)
    {
        await using var exists = _database.CreateCommand("SELECT to_regclass('backoffice.tickets') IS NOT NULL");
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return [];
        }

        await using var command = _database.CreateCommand(
            "SELECT ticket_id, subject, body, status, created_at FROM backoffice.tickets WHERE tenant = $1 AND customer_id = $2 ORDER BY created_at, ticket_id");
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = customerId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<CustomerTicket> tickets = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            tickets.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return tickets;
    }
}
