using System.Globalization;
using Npgsql;

namespace Agent.Benchmarks.Waiting;

/// <summary>
/// Fills a database with conversations that wait for a person: copies of a real one, row by row, under ids and customers of their own. Only their
/// approvals' own ids are new, too, so no copy can be decided; they are there to be in the way.
/// </summary>
internal sealed class WaitingConversations(string connectionString, string templateId)
{
    private const int Batch = 2_000;
    private static readonly string[] s_tables = ["conversations", "inbox", "checkpoints", "approvals"];

    /// <summary>Adds copies, and leaves the tables as vacuum would.</summary>
    /// <returns>The size of the service's tables and indexes, in bytes.</returns>
    public async Task<long> AddAsync(int count, CancellationToken cancellationToken = default)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        var copies = new List<string>();
        foreach (var table in s_tables)
        {
            copies.Add(await CopyStatementAsync(connection, table, cancellationToken));
        }

        for (var first = 1; first <= count; first += Batch)
        {
            await ExecuteAsync(connection, string.Join(";\n", copies)
                .Replace("$first", first.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("$last", Math.Min(count, first + Batch - 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), cancellationToken);
        }

        await ExecuteAsync(connection, "VACUUM (ANALYZE)", cancellationToken);
        await ExecuteAsync(connection, "CHECKPOINT", cancellationToken);
        await using var size = new NpgsqlCommand(
            "SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'agent' AND c.relkind = 'r'", connection);
        return (long)(await size.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Every column as it is, but for those that tell one conversation from another: whatever columns a later version adds come along.</summary>
    private async Task<string> CopyStatementAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var read = new NpgsqlCommand(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'agent' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position", connection);
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table });
        var columns = new List<string>();
        await using (var reader = await read.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                columns.Add(reader.GetString(0));
            }
        }

        var key = table == "conversations" ? "id" : "conversation_id";
        var values = columns.Select(column => column switch
        {
            _ when column == key => $"'waiting' || lpad(n::text, 15, '0')",
            "id" => "t.id || n",
            "customer_id" => "t.customer_id || '_' || n",
            "idempotency_key" => "t.idempotency_key || n",
            _ => "t." + column,
        });
        return $"INSERT INTO agent.{table} ({string.Join(", ", columns)}) SELECT {string.Join(", ", values)} FROM agent.{table} t, generate_series($first, $last) n WHERE t.{key} = '{templateId}'";
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
