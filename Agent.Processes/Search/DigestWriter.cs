using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Search;

/// <summary>
/// Brings digests up to date. Each checkpoint is counted once: what a conversation's digest holds, and what was counted for it, is committed together, and says
/// up to which checkpoint. So it may be killed anywhere, and run on every replica.
/// </summary>
internal sealed class DigestWriter(NpgsqlDataSource database, IDbContextFactory<AgentDbContext> contexts)
{
    /// <summary>How many conversations are looked for at once: a backlog is gone through once, not once for each transaction.</summary>
    private const int Found = 10_000;

    private const int InOneTransaction = 100;
    private static readonly Dictionary<(DateOnly Day, string Kind, string Name, short Bucket), long> s_nothing = [];
    private static readonly TimeSpan s_stretch = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_restful = TimeSpan.FromMinutes(10);

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

            await using var advance = database.Create(DigestSql.Advance, Text(tenant), Value(done ? now : from + s_stretch));
            await advance.ExecuteNonQueryAsync(cancellationToken);
        }

        return total;
    }

    private async Task<(DateTime From, DateTime Now)?> SinceAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var since = database.Create(DigestSql.Since, Text(tenant));
        await using var reader = await since.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return await reader.IsDBNullAsync(0, cancellationToken) ? null : (reader.GetDateTime(0), reader.GetDateTime(1));
    }

    private async Task<List<string>> FindAsync(string tenant, DateTime from, DateTime before, CancellationToken cancellationToken)
    {
        await using var find = database.Create(DigestSql.Changed, Text(tenant), Value(from), Value(DateTime.SpecifyKind(before, DateTimeKind.Utc)), Value(Found));
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
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await TakeAsync(connection, tenant, cancellationToken))
        {
            return false;
        }

        // Counted together: nearly all of them count the same few things.
        var counted = new Dictionary<(DateOnly Day, string Kind, string Name, short Bucket), long>();
        foreach (var (conversation, upto) in await ReadUptoAsync(connection, tenant, conversations, cancellationToken))
        {
            foreach (var (measure, count) in await AddAsync(connection, tenant, conversation, upto, cancellationToken))
            {
                counted[measure] = counted.GetValueOrDefault(measure) + count;
            }
        }

        await CountAsync(connection, tenant, [.. counted], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Adds to one digest, and says what is to be counted for it.</summary>
    private async Task<IReadOnlyDictionary<(DateOnly Day, string Kind, string Name, short Bucket), long>> AddAsync(NpgsqlConnection connection, string tenant, string conversation, int upto, CancellationToken cancellationToken)
    {
        var fold = new DigestFold();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await foreach (var checkpoint in context.Checkpoints.AsNoTracking()
            .Where(c => c.Tenant == tenant && c.ConversationId == conversation && c.Number > upto).OrderBy(c => c.Number).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            fold.Add(checkpoint);
        }

        if (fold.Upto == 0)
        {
            return s_nothing; // another replica was here in between, or retention
        }

        await using var add = Create(
            connection, DigestSql.Add, Text(tenant), Text(conversation), Value(fold.Upto), Text(fold.Category), Value(fold.Escalated), Value(fold.Blocked),
            Texts(fold.Tools), Text(fold.Opening.Replace('\0', ' ')), Value(fold.LastAt), Text(fold.Said));

        // Gone meanwhile, or a sandbox: nothing that happens there happened.
        return await add.ExecuteScalarAsync(cancellationToken) is false ? fold.Measures : s_nothing;
    }

    private static async Task CountAsync(
        NpgsqlConnection connection, string tenant, KeyValuePair<(DateOnly Day, string Kind, string Name, short Bucket), long>[] measures, CancellationToken cancellationToken)
    {
        if (measures.Length == 0)
        {
            return;
        }

        await using var count = Create(
            connection, DigestSql.Count, Text(tenant),
            new NpgsqlParameter<DateOnly[]> { TypedValue = [.. measures.Select(entry => entry.Key.Day)] },
            Texts(measures.Select(entry => entry.Key.Kind)), Texts(measures.Select(entry => entry.Key.Name)),
            new NpgsqlParameter<short[]> { TypedValue = [.. measures.Select(entry => entry.Key.Bucket)] },
            new NpgsqlParameter<long[]> { TypedValue = [.. measures.Select(entry => entry.Value)] });
        await count.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<bool> TakeAsync(NpgsqlConnection connection, string tenant, CancellationToken cancellationToken)
    {
        await using var take = Create(connection, DigestSql.Take, Text(tenant));
        return (bool)(await take.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>How far each of some digests is, now that nobody else writes them.</summary>
    private static async Task<List<(string Conversation, int Upto)>> ReadUptoAsync(
        NpgsqlConnection connection, string tenant, string[] conversations, CancellationToken cancellationToken)
    {
        await using var read = Create(connection, DigestSql.Upto, Text(tenant), Texts(conversations));
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        var changed = new List<(string, int)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            changed.Add((reader.GetString(0), reader.GetInt32(1)));
        }

        return changed;
    }

    private static NpgsqlCommand Create(NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
