using Npgsql;

namespace Agent.Tests.Fixtures;

/// <summary>Counts what is written to the conversations' tables: rows, and their bytes before any compression. A trigger sees every write; nothing is estimated.</summary>
internal sealed class WriteLedger(NpgsqlDataSource database)
{
    private static readonly string[] s_tables = ["conversations", "inbox", "checkpoints", "approvals", "payloads", "usage_pending"];

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            """
            CREATE TABLE public.writes (name text NOT NULL, bytes integer NOT NULL);
            CREATE FUNCTION public.note_write() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO public.writes VALUES (TG_TABLE_NAME, pg_column_size(NEW));
                RETURN NULL;
            END $$;
            """,
            cancellationToken);
        foreach (var table in s_tables)
        {
            await ExecuteAsync($"CREATE TRIGGER note_write AFTER INSERT OR UPDATE ON agent.{table} FOR EACH ROW EXECUTE FUNCTION public.note_write()", cancellationToken);
        }
    }

    /// <summary>What was written since the last call.</summary>
    public async Task<(int Rows, int Bytes)> TakeAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "WITH taken AS (DELETE FROM public.writes RETURNING bytes) SELECT count(*)::int, coalesce(sum(bytes), 0)::int FROM taken");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt32(0), reader.GetInt32(1));
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
