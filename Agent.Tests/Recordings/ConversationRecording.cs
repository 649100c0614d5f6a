using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Tests.Conventions;
using Agent.Tests.Fixtures;
using Npgsql;

namespace Agent.Tests.Recordings;

/// <summary>
/// The rows of one stored conversation, as the code of a released version wrote them. They lie in <c>Recordings/&lt;workflow&gt;/&lt;version&gt;</c>,
/// one file for each point at which a conversation may stand, and are never written again: what once was stored must load for ever.
/// </summary>
/// <param name="At">When it was recorded. Time stands there again when it is resumed, or every open question would have lapsed.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Tables">The rows by table, each as JSON.</param>
internal sealed record ConversationRecording(DateTimeOffset At, string ConversationId, IReadOnlyDictionary<string, IReadOnlyList<string>> Tables)
{
    private const string Conversations = "conversations";

    public static string Root { get; } = Path.Combine(Repository.Root, "Agent.Tests", "Recordings");

    public static string PathOf(string workflow, string version, string point) => Path.Combine(Root, workflow, version, point + ".json");

    /// <summary>Takes down what is stored of a conversation right now.</summary>
    public static async Task<ConversationRecording> TakeAsync(NpgsqlDataSource database, string conversationId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var tables = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            [Conversations] = await ReadAsync(database, $"SELECT row_to_json(r)::text FROM agent.{Conversations} r WHERE id = $1", conversationId, cancellationToken),
        };
        foreach (var table in await ReadAsync(
            database, "SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'agent' AND column_name = 'conversation_id' AND $1 <> ''", conversationId, cancellationToken))
        {
            var rows = await ReadAsync(database, $"SELECT row_to_json(r)::text FROM agent.{table} r WHERE conversation_id = $1 ORDER BY 1", conversationId, cancellationToken);
            if (rows.Count > 0)
            {
                tables[table] = rows;
            }
        }

        return new(at, conversationId, tables);
    }

    public static ConversationRecording Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var tables = document.RootElement.GetProperty("tables").EnumerateObject().ToDictionary(
            table => table.Name, IReadOnlyList<string> (table) => [.. table.Value.EnumerateArray().Select(row => row.GetRawText())], StringComparer.Ordinal);
        return new(document.RootElement.GetProperty("at").GetDateTimeOffset(), document.RootElement.GetProperty("conversation").GetString()!, tables);
    }

    /// <summary>One row on a line, as the database gave it.</summary>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new StreamWriter(path) { NewLine = "\n" };
        file.WriteLine($"{{\"at\": \"{At:O}\", \"conversation\": \"{ConversationId}\", \"tables\": {{");
        file.WriteLine(string.Join(",\n", Tables.Select(table => $"\"{table.Key}\": [\n{string.Join(",\n", table.Value)}\n]")));
        file.WriteLine("}}");
    }

    /// <summary>Puts the rows into a database of today. Columns that came later get their defaults. The conversation comes last, so nobody takes half of it.</summary>
    public async Task RestoreAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var (table, rows) in Tables.OrderBy(table => table.Key == Conversations))
        {
            var computed = await ReadAsync(
                database, $"SELECT attname::text FROM pg_attribute WHERE attrelid = 'agent.{table}'::regclass AND attgenerated <> '' AND $1 <> ''", ConversationId, cancellationToken);
            foreach (var row in rows)
            {
                var columns = string.Join(", ", JsonNode.Parse(row)!.AsObject().Select(column => column.Key).Except(computed));
                await using var insert = new NpgsqlCommand(
                    $"INSERT INTO agent.{table} ({columns}) SELECT {columns} FROM json_populate_record(null::agent.{table}, $1::json)", connection, transaction);
                insert.Parameters.Add(new() { Value = row });
                await insert.ExecuteNonQueryAsync(cancellationToken);
            }
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(NpgsqlDataSource database, string sql, string conversationId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = conversationId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
