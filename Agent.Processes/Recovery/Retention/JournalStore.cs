using Agent.Processes.Persistence.Tenancy;
using Npgsql;
using NpgsqlTypes;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Recovery.Retention;

/// <summary>Removes old journals from checkpoints, one batch in one transaction.</summary>
internal sealed class JournalStore(TenantDatabase database)
{
    // A checkpoint without its payloads is small, but a conversation may have thousands of them.
    private const int CheckpointsAtOnce = 500;

    /// <summary>Goes through the next conversations.</summary>
    /// <returns>The checkpoints that lost their journal. Another replica that is at it counts as "nothing left to do".</returns>
    public async Task<RetentionProgress> RemoveAsync(RetentionPage page, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(page.Tenant, cancellationToken);
        if (!await TakeAsync(transaction, page.Tenant, cancellationToken)
            || await FindAsync(transaction, page, cancellationToken) is not [.., var last] conversations)
        {
            return new(0, null);
        }

        var checkpoints = await ReadAsync(transaction, page, conversations, cancellationToken);
        var cuts = checkpoints.Where(checkpoint => checkpoint.Cut is not null).ToList();
        await WriteAsync(transaction, page.Tenant, cuts, cancellationToken);

        // A full read may have stopped in the middle of its last conversation: that one comes again, unless nothing could be cut from what was read.
        var isFull = checkpoints.Count == CheckpointsAtOnce;
        var done = isFull ? conversations.TakeWhile(found => found.Id != checkpoints[^1].Conversation).ToList() : conversations;
        var changed = cuts.Select(cut => cut.Conversation).ToHashSet(StringComparer.Ordinal);
        await FinishAsync(transaction, page, [.. done.Where(found => found.IsOver || changed.Contains(found.Id)).Select(found => found.Id)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var isLast = conversations.Count < page.Limit;
        return new(cuts.Count, isFull ? cuts.Count > 0 ? page.After : checkpoints[^1].Conversation : isLast ? null : last.Id);
    }

    private static async Task<bool> TakeAsync(TenantTransaction transaction, string tenant, CancellationToken cancellationToken)
    {
        await using var batch = transaction.Batch();
        batch.Add(Of(RetentionSql.LimitTransaction));
        batch.Add(Of(RetentionSql.TakeJournals, Text(tenant)));
        return (bool)(await batch.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<List<(string Id, bool IsOver)>> FindAsync(TenantTransaction transaction, RetentionPage page, CancellationToken cancellationToken)
    {
        await using var command = transaction.Batch(RetentionSql.FindJournals, [.. page.Parameters]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(string Id, bool IsOver)> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetString(0), reader.GetBoolean(1)));
        }

        return found;
    }

    private static async Task<List<OldCheckpoint>> ReadAsync(
        TenantTransaction transaction, RetentionPage page, List<(string Id, bool IsOver)> conversations, CancellationToken cancellationToken)
    {
        await using var command = transaction.Batch(
            RetentionSql.ReadJournals, Text(page.Tenant), Texts(conversations.Select(found => found.Id)), Value(page.Before), Value(CheckpointsAtOnce));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<OldCheckpoint> checkpoints = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var isWhole = await reader.IsDBNullAsync(3, cancellationToken);
            checkpoints.Add(new(reader.GetString(0), reader.GetInt32(1), JournalCut.Of(
                reader.GetFieldValue<byte[]>(2), isWhole ? null : reader.GetFieldValue<int[]>(3), isWhole ? null : reader.GetFieldValue<byte[][]>(4))));
        }

        return checkpoints;
    }

    private static async Task WriteAsync(TenantTransaction transaction, string tenant, List<OldCheckpoint> checkpoints, CancellationToken cancellationToken)
    {
        if (checkpoints.Count == 0)
        {
            return;
        }

        await using var batch = transaction.Batch();
        foreach (var (conversation, number, cut) in checkpoints)
        {
            batch.Add(Of(
                RetentionSql.RemoveJournal, Text(tenant), Text(conversation), Value(number), Json(cut!.Body),
                Array(cut.Places, NpgsqlDbType.Integer), Array(cut.Hashes, NpgsqlDbType.Bytea)));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task FinishAsync(TenantTransaction transaction, RetentionPage page, IReadOnlyList<string> conversations, CancellationToken cancellationToken)
    {
        if (conversations.Count == 0)
        {
            return;
        }

        List<string> marked = [];
        await using (var mark = transaction.Batch(RetentionSql.MarkJournals, Text(page.Tenant), Texts(conversations), Value(page.Before)))
        {
            await using var reader = await mark.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                marked.Add(reader.GetString(0));
            }
        }

        await using var delete = transaction.Batch(RetentionSql.DeletePayloads, Text(page.Tenant), Texts(marked));
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Array<T>(T[]? values, NpgsqlDbType element) => new() { NpgsqlDbType = NpgsqlDbType.Array | element, Value = values ?? (object)DBNull.Value };

    private sealed record OldCheckpoint(string Conversation, int Number, JournalCut? Cut);
}
