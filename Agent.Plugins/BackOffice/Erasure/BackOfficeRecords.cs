using Agent.Plugins.Calling.Access;
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
        ("backoffice.tool_acts (blanked)",
            """
            UPDATE backoffice.tool_acts SET customer_id = NULL, conversation_id = NULL, request_id = NULL, idempotency_key = NULL, arguments = NULL, caller = CASE WHEN caller <> $2 THEN caller END
            WHERE tenant = $1 AND (customer_id = $2 OR conversation_id = ANY($3))
            """),
        ("backoffice.tool_audit (blanked)",
            """
            UPDATE backoffice.tool_audit SET customer_id = NULL, conversation_id = NULL, request_id = NULL, idempotency_key = NULL, caller = CASE WHEN caller <> $2 THEN caller END
            WHERE tenant = $1 AND (customer_id = $2 OR conversation_id = ANY($3))
            """),
    ];

    private readonly NpgsqlDataSource _database;
    private readonly ITenantBinding? _tenants;

    internal BackOfficeRecords(NpgsqlDataSource database, ITenantBinding? tenants = null) => (_database, _tenants) = (database, tenants);

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

        await using var batch = connection.CreateBatch(); // one transaction
        if (_tenants?.Bind(tenant) is { } bind)
        {
            batch.BatchCommands.Add(bind);
        }

        List<(string Table, NpgsqlBatchCommand Statement)> statements = [];
        foreach (var (table, sql) in s_removals)
        {
            var statement = new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = tenant }, new() { Value = customerId }, new() { Value = conversations } } };
            statements.Add((table, statement));
            batch.BatchCommands.Add(statement);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        return statements.Where(step => step.Statement.RecordsAffected > 0).ToDictionary(step => step.Table, step => (long)step.Statement.RecordsAffected, StringComparer.Ordinal);
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
