using System.Runtime.CompilerServices;
using System.Text;
using Agent.Processes.Persistence;
using Agent.Processes.Persistence.Tenancy;
using Agent.Processes.Runtime.Storage.Payloads;
using Microsoft.EntityFrameworkCore;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Reads the events that are stored, of a fork those of its sources too.</summary>
internal sealed class FeedStore(TenantDatabase database, IDbContextFactory<AgentDbContext> contexts, StorageRetry retry)
{
    private const int Page = 64;

    /// <summary>The events behind number <paramref name="after"/>, in order, up to the newest.</summary>
    public async IAsyncEnumerable<ConversationEvent> ReadAsync(ConversationKey key, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var stretch in (await StretchesAsync(key, cancellationToken)).Where(stretch => stretch.UptoEvent > after))
        {
            var from = after == 0 ? 1 : await FindAsync(FeedSql.FindBehindEvent, key with { Id = stretch.ConversationId }, after, cancellationToken);
            while (from is { } first)
            {
                var page = await ReadPageAsync(key.Tenant, stretch, first, Page, cancellationToken);
                foreach (var stored in page.SelectMany(checkpoint => StoredEvents.Read(checkpoint.Events, checkpoint.Turn))
                    .Where(stored => stored.Number > after && stored.Number <= stretch.UptoEvent))
                {
                    yield return stored;
                }

                from = page.Count == Page ? page[^1].Number + 1 : null;
            }
        }
    }

    /// <summary>The epoch that holds; 0 when there is no such conversation.</summary>
    public Task<long> ReadEpochAsync(ConversationKey key, CancellationToken cancellationToken) => retry.ExecuteAsync(async (_, attempt) =>
    {
        await using var command = database.For(key.Tenant, "SELECT epoch FROM agent.conversations WHERE tenant = $1 AND id = $2", Text(key.Tenant), Text(key.Id));
        return await command.ExecuteScalarAsync(attempt) as long? ?? 0;
    }, cancellationToken);

    /// <summary>What came of a turn, or null while nothing has.</summary>
    public async Task<TurnView?> FindEndAsync(ConversationKey key, int turn, CancellationToken cancellationToken)
    {
        foreach (var stretch in (await StretchesAsync(key, cancellationToken)).Where(stretch => stretch.UptoTurn >= turn))
        {
            var number = await FindAsync(FeedSql.FindEnd, key with { Id = stretch.ConversationId }, turn, cancellationToken);
            if (number is { } first && first <= stretch.Upto
                && await ReadPageAsync(key.Tenant, stretch, first, 1, cancellationToken) is [var ends]
                && StoredEvents.ReadEnd(Encoding.UTF8.GetBytes(ends.Events), turn) is { } view
                && StoredEvents.Read(ends.Events, ends.Turn).All(stored => stored.Number <= stretch.UptoEvent))
            {
                return view with { TurnId = TurnIds.Format(turn) };
            }
        }

        return null;
    }

    private Task<int?> FindAsync<T>(string sql, ConversationKey key, T what, CancellationToken cancellationToken) where T : struct =>
        retry.ExecuteAsync(async (_, attempt) =>
        {
            await using var command = database.For(key.Tenant, sql, Text(key.Tenant), Text(key.Id), Value(what));
            return await command.ExecuteScalarAsync(attempt) as int?;
        }, cancellationToken);

    private async Task<IReadOnlyList<HistoryStretch>> StretchesAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await ConversationHistory.OpenAsync(context, key, cancellationToken)).Stretches;
    }

    private async Task<List<CheckpointEvents>> ReadPageAsync(string tenant, HistoryStretch stretch, int first, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await stretch.Checkpoints(context, tenant).Where(c => c.Number >= first)
            .OrderBy(c => c.Number).Take(limit).Select(CheckpointEvents.FromEntity).ToFilledListAsync(context, tenant, cancellationToken);
    }
}
