using Npgsql;

namespace Agent.Tests.Fixtures;

/// <summary>
/// What PostgreSQL itself says a schema looks like, one sorted line per fact. Two ways to the same schema (migrations, and the
/// model's own script) must give the same lines.
/// </summary>
internal static class SchemaSnapshot
{
    private const string Facts = """
        SELECT format('column %s.%s: %s%s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                      CASE WHEN a.attnotnull THEN ' not null' ELSE ' null' END,
                      coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''),
                      CASE a.attidentity WHEN '' THEN '' ELSE ' identity ' || a.attidentity::text END)
          FROM pg_attribute a
          JOIN pg_class c ON c.oid = a.attrelid
          LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE c.relnamespace = to_regnamespace(@schema) AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> @history
        UNION ALL
        SELECT format('constraint %s on %s: %s', k.conname, c.relname, pg_get_constraintdef(k.oid))
          FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
         WHERE c.relnamespace = to_regnamespace(@schema) AND c.relname <> @history
        UNION ALL
        SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = @schema AND tablename <> @history
        UNION ALL
        SELECT format('sequence %s: %s', c.relname, format_type(s.seqtypid, NULL))
          FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
         WHERE c.relnamespace = to_regnamespace(@schema)
        UNION ALL
        SELECT format('%s on %s: %s', CASE c.relkind WHEN 'r' THEN 'table options' ELSE 'options' END, c.relname, array_to_string(c.reloptions, ', '))
          FROM pg_class c
         WHERE c.relnamespace = to_regnamespace(@schema) AND c.reloptions IS NOT NULL AND c.relname <> @history
        """;

    /// <summary>Reads columns (type, nullability, default, identity), constraints, indexes, sequences and storage options.</summary>
    /// <param name="dataSource">The database to look at.</param>
    /// <param name="schema">The schema to describe; an unknown one has no facts.</param>
    /// <param name="historyTable">The migrations' own table, which no model knows.</param>
    public static async Task<string[]> ReadAsync(NpgsqlDataSource dataSource, string schema, string historyTable, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand(Facts);
        command.Parameters.AddWithValue("schema", schema);
        command.Parameters.AddWithValue("history", historyTable);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var facts = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            facts.Add(reader.GetString(0));
        }

        return [.. facts.Order(StringComparer.Ordinal)];
    }
}
