using System.Collections.Concurrent;
using Agent.Processes.Persistence.Tenancy;
using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Search;

/// <summary>
/// Brings digests up to date. Each checkpoint is counted once: what a conversation's digest holds, and what was counted for it, is committed together, and says
/// up to which checkpoint. So it may be killed anywhere, and run on every replica.
/// </summary>
internal sealed class DigestWriter(TenantDatabase database, TimeProvider clock)
{
    /// <summary>How many conversations are looked for at once: a backlog is gone through once, not once for each transaction.</summary>
    private const int Found = 10_000;

    private const int InOneTransaction = 100;
    private static readonly TimeSpan s_stretch = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_restful = TimeSpan.FromMinutes(10);

    /// <summary>A commit shows up later than the time it bears, by milliseconds nearly always: so much is looked at again each time.</summary>
    private static readonly TimeSpan s_overlap = TimeSpan.FromSeconds(1);

    /// <summary>And so much every <see cref="s_thoroughEvery"/>, for a commit that waited. Each time, it would be thousands of checkpoints again and again under load.</summary>
    private static readonly TimeSpan s_thoroughOverlap = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_thoroughEvery = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, long> _thorough = new(StringComparer.Ordinal);

    /// <summary>Reads what a tenant's conversations have committed since the last time.</summary>
    /// <returns>How many conversations had something new.</returns>
    public async Task<int> RunAsync(string tenant, CancellationToken cancellationToken)
    {
        if (await SinceAsync(tenant, cancellationToken) is not (var from, var now))
        {
            return 0;
        }

        var total = 0;
        for (var done = false; !done; from += s_stretch)
        {
            done = from + s_stretch >= now;
            List<string> found;
            do
            {
                found = await FindAsync(tenant, from, done ? DateTime.MaxValue : from + s_stretch, cancellationToken);
                foreach (var part in found.Chunk(InOneTransaction))
                {
                    if (!await WriteAsync(tenant, part, cancellationToken))
                    {
                        return total; // another replica does it, and says how far it came
                    }
                }

                total += found.Count;
            }
            while (found.Count == Found);

            if (done && total == 0 && now - from < s_restful)
            {
                break; // nothing new: the next look may begin at the same time, and nothing is written for it
            }

            await using var advance = database.For(tenant, DigestSql.Advance, Text(tenant), Value(done ? now : from + s_stretch));
            await advance.ExecuteNonQueryAsync(cancellationToken);
        }

        return total;
    }

    private async Task<(DateTime From, DateTime Now)?> SinceAsync(string tenant, CancellationToken cancellationToken)
    {
        var isThorough = !_thorough.TryGetValue(tenant, out var last) || clock.GetElapsedTime(last) >= s_thoroughEvery;
        if (isThorough)
        {
            _thorough[tenant] = clock.GetTimestamp();
        }

        await using var since = database.For(tenant, DigestSql.Since, Text(tenant), Value(isThorough ? s_thoroughOverlap : s_overlap));
        await using var reader = await since.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return await reader.IsDBNullAsync(0, cancellationToken) ? null : (reader.GetDateTime(0), reader.GetDateTime(1));
    }

    private async Task<List<string>> FindAsync(string tenant, DateTime from, DateTime before, CancellationToken cancellationToken)
    {
        await using var find = database.For(tenant, DigestSql.Changed, Text(tenant), Value(from), Value(DateTime.SpecifyKind(before, DateTimeKind.Utc)), Value(Found));
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        var found = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }

    /// <summary>False: another replica has the turn.</summary>
    private async Task<bool> WriteAsync(string tenant, string[] conversations, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        if (!await TakeAsync(transaction, tenant, cancellationToken))
        {
            return false;
        }

        // Counted together: nearly all of them count the same few things.
        var counted = new Dictionary<(DateOnly Day, string Kind, string Name, short Bucket), long>();
        foreach (var fold in await AddAsync(transaction, tenant, await FoldAsync(transaction, tenant, conversations, cancellationToken), cancellationToken))
        {
            foreach (var (measure, count) in fold.Measures)
            {
                counted[measure] = counted.GetValueOrDefault(measure) + count;
            }
        }

        await CountAsync(transaction, tenant, [.. counted], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>What conversations have committed behind their digests. Those that another replica or retention has dealt with are left out.</summary>
    private static async Task<Dictionary<string, DigestFold>> FoldAsync(TenantTransaction transaction, string tenant, string[] conversations, CancellationToken cancellationToken)
    {
        var (ids, uptos) = await ReadUptoAsync(transaction, tenant, conversations, cancellationToken);
        await using var read = transaction.Batch(DigestSql.Committed, Text(tenant), Texts(ids), new NpgsqlParameter<int[]> { TypedValue = [.. uptos] });
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        var folds = new Dictionary<string, DigestFold>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var conversation = reader.GetString(0);
            if (!folds.TryGetValue(conversation, out var fold))
            {
                folds.Add(conversation, fold = new());
            }

            fold.Add(reader.GetInt32(1), reader.GetDateTime(2), reader.GetFieldValue<byte[]>(3), await reader.IsDBNullAsync(4, cancellationToken) ? [] : reader.GetFieldValue<byte[]>(4));
        }

        return folds;
    }

    /// <summary>Adds to digests, in one round trip, and says what is to be counted.</summary>
    private static async Task<List<DigestFold>> AddAsync(TenantTransaction transaction, string tenant, Dictionary<string, DigestFold> folds, CancellationToken cancellationToken)
    {
        var counting = new List<DigestFold>();
        if (folds.Count == 0)
        {
            return counting;
        }

        await using var batch = transaction.Batch();
        foreach (var (conversation, fold) in folds)
        {
            batch.Add(Of(
                DigestSql.Add, Text(tenant), Text(conversation), Value(fold.Upto), Text(fold.Category), Value(fold.Escalated), Value(fold.Blocked),
                Texts(fold.Tools), Text(fold.Opening.Replace('\0', ' ')), Value(fold.LastAt), Text(fold.Said)));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var fold in folds.Values)
        {
            // No row: gone meanwhile. True: a sandbox, and nothing that happens there happened.
            if (await reader.ReadAsync(cancellationToken) && !reader.GetBoolean(0))
            {
                counting.Add(fold);
            }

            await reader.NextResultAsync(cancellationToken);
        }

        return counting;
    }

    private static async Task CountAsync(
        TenantTransaction transaction, string tenant, KeyValuePair<(DateOnly Day, string Kind, string Name, short Bucket), long>[] measures, CancellationToken cancellationToken)
    {
        if (measures.Length == 0)
        {
            return;
        }

        await using var count = transaction.Batch(
            DigestSql.Count, Text(tenant),
            new NpgsqlParameter<DateOnly[]> { TypedValue = [.. measures.Select(entry => entry.Key.Day)] },
            Texts(measures.Select(entry => entry.Key.Kind)), Texts(measures.Select(entry => entry.Key.Name)),
            new NpgsqlParameter<short[]> { TypedValue = [.. measures.Select(entry => entry.Key.Bucket)] },
            new NpgsqlParameter<long[]> { TypedValue = [.. measures.Select(entry => entry.Value)] });
        await count.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<bool> TakeAsync(TenantTransaction transaction, string tenant, CancellationToken cancellationToken)
    {
        await using var take = transaction.Batch(DigestSql.Take, Text(tenant));
        return (bool)(await take.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>How far each of some digests is, now that nobody else writes them.</summary>
    private static async Task<(List<string> Conversations, List<int> Upto)> ReadUptoAsync(
        TenantTransaction transaction, string tenant, string[] conversations, CancellationToken cancellationToken)
    {
        await using var read = transaction.Batch(DigestSql.Upto, Text(tenant), Texts(conversations));
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        var (ids, uptos) = (new List<string>(), new List<int>());
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetString(0));
            uptos.Add(reader.GetInt32(1));
        }

        return (ids, uptos);
    }
}
