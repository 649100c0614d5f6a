using Agent.Processes.Runtime;
using Npgsql;
using NpgsqlTypes;

namespace Agent.Benchmarks.Portal;

/// <summary>
/// Fills a database with what a month leaves behind: copies of conversations that were really held, row by row, under ids of their own, spread over thirty days,
/// with their approvals, digests and ratings; and as many rows in the audit log and results in a replay.
/// </summary>
internal sealed class PortalFill(string connectionString, IReadOnlyList<string> templates)
{
    private const int Batch = 5_000;
    private const int Days = 30;
    private static readonly (string Table, string Key)[] s_tables =
        [("conversations", "id"), ("inbox", "conversation_id"), ("checkpoints", "conversation_id"), ("approvals", "conversation_id"), ("digests", "conversation_id"), ("feedback", "conversation_id")];

    /// <summary>Adds copies, and leaves the tables as vacuum would.</summary>
    /// <returns>The size of the database in bytes.</returns>
    public async Task<long> AddAsync(int count, string replay)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, "CREATE TEMP TABLE copies (n int, template text, id text, at timestamptz)");
        await ListCopiesAsync(connection, count);
        await ExecuteAsync(connection, "CREATE INDEX ON copies (n); ANALYZE copies");
        var statements = new List<string>();
        foreach (var (table, key) in s_tables)
        {
            statements.Add(await CopyStatementAsync(connection, table, key));
        }

        for (var first = 1; first <= count; first += Batch)
        {
            await ExecuteAsync(connection, string.Join(";\n", statements.Select(statement => FormattableString.Invariant($"{statement} AND k.n BETWEEN {first} AND {first + Batch - 1}"))));
        }

        await ExecuteAsync(connection, FormattableString.Invariant(
            $"""
            INSERT INTO agent.measures SELECT tenant, day - d, kind, name, bucket, count * {count / Days} FROM agent.measures, generate_series(1, {Days - 1}) d ON CONFLICT DO NOTHING;
            INSERT INTO security.audit SELECT last.tenant, last.number + n, last.at, 'operator:' || n % 50, last.act, last.subject, last.request_id, last.details, last.hash
                FROM (SELECT * FROM security.audit WHERE tenant = 'demo' ORDER BY number DESC LIMIT 1) last, generate_series(1, {count}) n;
            INSERT INTO agent.replay_items SELECT tenant, run_id, number + n * (SELECT max(number) FROM agent.replay_items WHERE run_id = '{replay}'), source_id, source, result
                FROM agent.replay_items, generate_series(1, {count} / (SELECT max(number) FROM agent.replay_items WHERE run_id = '{replay}') - 1) n WHERE run_id = '{replay}';
            UPDATE agent.replay_counts SET value = value * {count} / (SELECT value FROM agent.replay_counts WHERE run_id = '{replay}' AND name = 'total') WHERE run_id = '{replay}';
            """));
        await ExecuteAsync(connection, "VACUUM (ANALYZE)");
        await ExecuteAsync(connection, "CHECKPOINT");
        await using var size = new NpgsqlCommand("SELECT pg_database_size(current_database())", connection);
        return (long)(await size.ExecuteScalarAsync())!;
    }

    private async Task ListCopiesAsync(NpgsqlConnection connection, int count)
    {
        await using var copies = await connection.BeginBinaryImportAsync("COPY copies FROM STDIN (FORMAT binary)");
        var now = DateTimeOffset.UtcNow;
        for (var n = 1; n <= count; n++)
        {
            var at = now - (TimeSpan.FromDays(Days) * ((double)n / count));
            await copies.StartRowAsync();
            await copies.WriteAsync(n, NpgsqlDbType.Integer);
            await copies.WriteAsync(templates[n % templates.Count], NpgsqlDbType.Text);
            await copies.WriteAsync(PublicId.FirstConversationOf(at) + Guid.NewGuid().ToString("n")[..18], NpgsqlDbType.Text);
            await copies.WriteAsync(at.UtcDateTime, NpgsqlDbType.TimestampTz);
        }

        await copies.CompleteAsync();
    }

    /// <summary>Every column as it is, but for those that tell one conversation from another, and when it was held.</summary>
    private static async Task<string> CopyStatementAsync(NpgsqlConnection connection, string table, string key)
    {
        await using var read = new NpgsqlCommand(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'agent' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position", connection);
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table });
        var columns = new List<string>();
        await using (var reader = await read.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                columns.Add(reader.GetString(0));
            }
        }

        var values = columns.Select(column => column switch
        {
            _ when column == key => "k.id",
            "id" => "t.id || k.n",
            "customer_id" => "t.customer_id || '_' || k.n % 30000",
            "idempotency_key" => "t.idempotency_key || k.n",
            "created_at" or "updated_at" or "requested_at" or "given_at" => "k.at",
            "last_at" or "decided_at" => $"CASE WHEN t.{column} IS NULL THEN NULL ELSE k.at + interval '5 minutes' END",
            _ => "t." + column,
        });
        return $"INSERT INTO agent.{table} ({string.Join(", ", columns)}) SELECT {string.Join(", ", values)} FROM agent.{table} t JOIN copies k ON k.template = t.{key} WHERE t.tenant = 'demo'";
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 900 };
        await command.ExecuteNonQueryAsync();
    }
}
