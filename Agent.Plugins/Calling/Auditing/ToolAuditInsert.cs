using Npgsql;
using NpgsqlTypes;

namespace Agent.Plugins.Calling.Auditing;

/// <summary>The one statement that adds to the record, for one entry in an effect's transaction or for many at once.</summary>
internal static class ToolAuditInsert
{
    /// <summary>
    /// What is to be in the audit log goes to where that takes it from, by the same statement: calls that change something, of tenants that are no replay's copy, where there is an audit log on this
    /// database at all.
    /// </summary>
    private const string Insert = """
        WITH entries AS (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                AS e (tenant, at, tool, caller, role, customer_id, conversation_id, request_id, idempotency_key, arguments_hash, outcome, duration_ms, arguments)
        ), acts AS (
            INSERT INTO backoffice.tool_acts (tenant, at, tool, caller, role, customer_id, conversation_id, request_id, idempotency_key, arguments, outcome)
            SELECT tenant, at, tool, caller, role, customer_id, conversation_id, request_id, idempotency_key, arguments, outcome FROM entries
            WHERE arguments IS NOT NULL AND NOT starts_with(tenant, '~') AND EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'security')
        )
        INSERT INTO backoffice.tool_audit (tenant, at, tool, caller, role, customer_id, conversation_id, request_id, idempotency_key, arguments_hash, outcome, duration_ms)
        SELECT tenant, at, tool, caller, role, customer_id, conversation_id, request_id, idempotency_key, arguments_hash, outcome, duration_ms FROM entries
        """;

    public static NpgsqlBatchCommand Of(params IReadOnlyList<ToolAuditEntry> entries)
    {
        var command = new NpgsqlBatchCommand(Insert);
        command.Parameters.Add(Texts(entries, entry => entry.Tenant));
        command.Parameters.Add(new() { Value = entries.Select(entry => entry.At).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        command.Parameters.Add(Texts(entries, entry => entry.Tool));
        command.Parameters.Add(Texts(entries, entry => entry.Caller));
        command.Parameters.Add(Texts(entries, entry => entry.Role));
        command.Parameters.Add(Texts(entries, entry => entry.CustomerId));
        command.Parameters.Add(Texts(entries, entry => entry.ConversationId));
        command.Parameters.Add(Texts(entries, entry => entry.RequestId));
        command.Parameters.Add(Texts(entries, entry => entry.IdempotencyKey));
        command.Parameters.Add(Texts(entries, entry => entry.ArgumentsHash));
        command.Parameters.Add(Texts(entries, entry => entry.Outcome));
        command.Parameters.Add(new() { Value = entries.Select(entry => entry.DurationMs).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double });
        command.Parameters.Add(Texts(entries, entry => entry.Arguments));
        return command;
    }

    private static NpgsqlParameter Texts(IReadOnlyList<ToolAuditEntry> entries, Func<ToolAuditEntry, string?> read) =>
        new() { Value = entries.Select(read).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
