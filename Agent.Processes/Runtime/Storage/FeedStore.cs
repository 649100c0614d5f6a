using System.Runtime.CompilerServices;
using System.Text;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Storage.Payloads;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Reads the events that are stored.</summary>
internal sealed class FeedStore(NpgsqlDataSource database, IDbContextFactory<AgentDbContext> contexts, StorageRetry retry)
{
    private const int Page = 64;

    /// <summary>The events behind number <paramref name="after"/>, in order, up to the newest.</summary>
    public async IAsyncEnumerable<ConversationEvent> ReadAsync(ConversationKey key, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = after == 0 ? 1 : await FindAsync(FeedSql.FindBehindEvent, key, after, cancellationToken);
        while (from is { } first)
        {
            var page = await ReadPageAsync(key, first, Page, cancellationToken);
            foreach (var stored in page.SelectMany(checkpoint => StoredEvents.Read(checkpoint.Events, checkpoint.Turn)).Where(stored => stored.Number > after))
            {
                yield return stored;
            }

            from = page.Count == Page ? page[^1].Number + 1 : null;
        }
    }

    /// <summary>What came of a turn, or null while nothing has.</summary>
    public async Task<TurnView?> FindEndAsync(ConversationKey key, int turn, CancellationToken cancellationToken)
    {
        if (await FindAsync(FeedSql.FindEnd, key, turn, cancellationToken) is not { } number)
        {
            return null;
        }

        var ends = await ReadPageAsync(key, number, 1, cancellationToken);
        return StoredEvents.ReadEnd(Encoding.UTF8.GetBytes(ends[0].Events), turn) is { } view ? view with { TurnId = TurnIds.Format(turn) } : null;
    }

    private Task<int?> FindAsync<T>(string sql, ConversationKey key, T what, CancellationToken cancellationToken) where T : struct =>
        retry.ExecuteAsync(async (_, attempt) =>
        {
            await using var command = database.Create(sql, Text(key.Tenant), Text(key.Id), Value(what));
            return await command.ExecuteScalarAsync(attempt) as int?;
        }, cancellationToken);

    private async Task<List<CheckpointEvents>> ReadPageAsync(ConversationKey key, int first, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Checkpoints.AsNoTracking()
            .Where(c => c.Tenant == key.Tenant && c.ConversationId == key.Id && c.Number >= first)
            .OrderBy(c => c.Number).Take(limit).Select(CheckpointEvents.FromEntity).ToFilledListAsync(context, key.Tenant, cancellationToken);
    }
}
