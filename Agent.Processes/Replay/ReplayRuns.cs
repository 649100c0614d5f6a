using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Agent.Processes.Persistence;
using Agent.Processes.Persistence.Tenancy;
using Agent.Processes.Runtime;
using Npgsql;
using NpgsqlTypes;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Replay;

/// <summary>
/// Replays of many conversations, stored so that they survive the program that carries them out: what is done stays done, is done once, and can be read while the rest
/// is under way. A job's conversations are claimed for a time, by any replica; whatever a replica that died had claimed is claimed again by another.
/// </summary>
public sealed class ReplayRuns
{
    private readonly TenantDatabase _database;
    private readonly TimeProvider _clock;

    internal ReplayRuns(TenantDatabase database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <summary>The name under which <see cref="CountsAsync"/> has the number of a job's conversations.</summary>
    public const string Total = "total";

    /// <summary>Begins a run.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="mode">How it replays.</param>
    /// <param name="spec">What is replayed and how, as JSON.</param>
    /// <param name="digest">The same for the very same things.</param>
    /// <param name="createdBy">Who asks for it.</param>
    /// <param name="items">What a job of the service is to replay; null for a run whose program finds its conversations itself.</param>
    /// <param name="cancellationToken">Gives up; nothing has begun then.</param>
    public async Task<ReplayRun> BeginAsync(
        string tenant, string mode, string spec, string digest, string createdBy, IReadOnlyCollection<ReplayItem>? items = null, CancellationToken cancellationToken = default)
    {
        var isJob = items is not null;
        var run = new ReplayRun(tenant, "r" + PublicId.Encode(RandomNumberGenerator.GetBytes(16)), mode, ReplayRunStatus.Running, spec, digest, createdBy, _clock.GetUtcNow(), null, isJob, false, null);
        await using var batch = _database.For(tenant); // one transaction: a job without its conversations would be taken for done
        batch.Add(Of(ReplaySql.InsertRun, Text(tenant), Text(run.Id), Text(mode), Json(spec), Text(digest), Text(createdBy), Value(run.CreatedAt.UtcDateTime), Value(isJob)));
        if (items is not null)
        {
            batch.Add(Of(ReplaySql.AddTotal, Text(tenant), Text(run.Id), Text(Total), Value((decimal)items.Count)));
        }

        if (items is { Count: > 0 })
        {
            batch.Add(Of(
                ReplaySql.AddItems, Text(tenant), Text(run.Id), Numbers(items.Select(item => item.Number)), Nullable(items.Select(item => item.SourceId)), Nullable(items.Select(item => item.Source))));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        return run;
    }

    /// <summary>One run; null when the tenant has none of that id.</summary>
    public Task<ReplayRun?> FindAsync(string tenant, string id, CancellationToken cancellationToken = default) =>
        FirstAsync(tenant, ReplaySql.FindRun, [Text(tenant), Text(id)], cancellationToken);

    /// <summary>The newest run of the very same things that has not ended; null when there is none.</summary>
    public Task<ReplayRun?> FindUnfinishedAsync(string tenant, string digest, CancellationToken cancellationToken = default) =>
        FirstAsync(tenant, ReplaySql.FindUnfinished, [Text(tenant), Text(digest)], cancellationToken);

    /// <summary>A tenant's runs, newest first.</summary>
    public Task<IReadOnlyList<ReplayRun>> ListAsync(string tenant, int limit = 100, CancellationToken cancellationToken = default) =>
        ListAsync(_database.For(tenant, ReplaySql.ListRuns, Text(tenant), Value(limit)), cancellationToken);

    /// <summary>The jobs that have something left to do, of all tenants, oldest first.</summary>
    public Task<IReadOnlyList<ReplayRun>> OpenJobsAsync(CancellationToken cancellationToken = default) => AcrossAsync(Sweep.ReplaysOpen, cancellationToken);

    /// <summary>Jobs that have ended before their batches did, of all tenants.</summary>
    public Task<IReadOnlyList<ReplayRun>> LeftBatchesAsync(CancellationToken cancellationToken = default) => AcrossAsync(Sweep.ReplaysLeft, cancellationToken);

    /// <summary>A job's conversations that are not done, in order.</summary>
    public async Task<IReadOnlyList<ReplayItem>> OpenItemsAsync(string tenant, string id, CancellationToken cancellationToken = default)
    {
        await using var command = _database.For(tenant, ReplaySql.OpenItems, Text(tenant), Text(id));
        return await ReadItemsAsync(command, cancellationToken);
    }

    /// <summary>The conversations that are done.</summary>
    public async Task<IReadOnlySet<long>> DoneAsync(string tenant, string id, CancellationToken cancellationToken = default)
    {
        await using var command = _database.For(tenant, ReplaySql.Done, Text(tenant), Text(id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var done = new HashSet<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            done.Add(reader.GetInt64(0));
        }

        return done;
    }

    /// <summary>How much is done.</summary>
    public async Task<ReplayProgress> ProgressAsync(string tenant, string id, CancellationToken cancellationToken = default)
    {
        await using var command = _database.For(tenant, ReplaySql.Progress, Text(tenant), Text(id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>The figures of what is done, added up, see <see cref="ReplayItemResult.Figures"/>. It costs the same however much that is.</summary>
    public async Task<IReadOnlyDictionary<string, decimal>> CountsAsync(string tenant, string id, CancellationToken cancellationToken = default)
    {
        await using var command = _database.For(tenant, ReplaySql.Counts, Text(tenant), Text(id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var counts = new Dictionary<string, decimal>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add(reader.GetString(0), reader.GetDecimal(1));
        }

        return counts;
    }

    /// <summary>Claims conversations that nobody works on.</summary>
    /// <param name="tenant">The run's tenant.</param>
    /// <param name="id">The run.</param>
    /// <param name="worker">Who claims them; unique.</param>
    /// <param name="count">At most this many.</param>
    /// <param name="lease">For how long. After that they are anybody's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<ReplayItem>> ClaimAsync(string tenant, string id, string worker, int count, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        await using var claim = _database.For(tenant, ReplaySql.Claim, Text(tenant), Text(id), Text(worker), Value(count), Value(lease));
        return await ReadItemsAsync(claim, cancellationToken);
    }

    private static async Task<IReadOnlyList<ReplayItem>> ReadItemsAsync(TenantBatch command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<ReplayItem>();
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(new(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
        }

        return items;
    }

    /// <summary>Stores what came of conversations; of one that is done already the first result stays.</summary>
    public async Task SaveAsync(string tenant, string id, IReadOnlyCollection<ReplayItemResult> results, CancellationToken cancellationToken = default)
    {
        List<(long Number, string Name, decimal Value)> figures = [.. results.SelectMany(result => result.Figures, (result, figure) => (result.Number, figure.Key, figure.Value))];
        await using var save = _database.For(
            tenant, ReplaySql.Save, Text(tenant), Text(id), Numbers(results.Select(result => result.Number)), Nullable(results.Select(result => result.SourceId)), Nullable(results.Select(result => result.Result)),
            Numbers(figures.Select(figure => figure.Number)), Texts(figures.Select(figure => figure.Name)), new NpgsqlParameter<decimal[]> { TypedValue = [.. figures.Select(figure => figure.Value)] });
        await save.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What is done so far, in order.</summary>
    public async IAsyncEnumerable<ReplayItemResult> ReadResultsAsync(string tenant, string id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // By pages: a report of a hundred thousand conversations is read while others work on the same database.
        for (var after = 0L; ;)
        {
            var page = new List<ReplayItemResult>();
            await using (var command = _database.For(tenant, ReplaySql.Results, Text(tenant), Text(id), Value(after)))
            await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    page.Add(new(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2)));
                }
            }

            foreach (var result in page)
            {
                yield return result;
            }

            if (page.Count < ReplaySql.Page)
            {
                yield break;
            }

            after = page[^1].Number;
        }
    }

    /// <summary>A page of the conversations that did not come out as before, in order.</summary>
    /// <param name="tenant">The run's tenant.</param>
    /// <param name="id">The run.</param>
    /// <param name="after">Those behind this place; 0 for the first.</param>
    /// <param name="kind">Only those with a difference of this kind, or <c>error</c> for those that could not be replayed; null for all.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<ReplayItemResult>> ListChangedAsync(
        string tenant, string id, long after, string? kind, int limit, CancellationToken cancellationToken = default)
    {
        await using var command = _database.For(tenant, ReplaySql.Changed, Text(tenant), Text(id), Value(after), Text(kind ?? ""), Value(limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var changed = new List<ReplayItemResult>();
        while (await reader.ReadAsync(cancellationToken))
        {
            changed.Add(new(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2)));
        }

        return changed;
    }

    /// <summary>One conversation of a run, and what came of it (null while it is not done); null when there is none of that number.</summary>
    public async Task<(ReplayItem Item, string? Result)?> FindItemAsync(string tenant, string id, long number, CancellationToken cancellationToken = default)
    {
        await using var command = _database.For(tenant, ReplaySql.Item, Text(tenant), Text(id), Value(number));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (new(reader.GetInt64(0), Read(1), Read(2)), Read(3)) : null;

        string? Read(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    /// <summary>Asks that a run be ended. Whoever works on it notices.</summary>
    /// <returns>False when it had ended already; null when the tenant has no such run.</returns>
    public async Task<bool?> CancelAsync(string tenant, string id, CancellationToken cancellationToken = default)
    {
        await using var cancel = _database.For(tenant, ReplaySql.Cancel, Text(tenant), Text(id));
        return (bool?)await cancel.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Ends a run that is under way; a job only when nothing of it is left or somebody has asked for its end.</summary>
    public async Task EndAsync(string tenant, string id, ReplayRunStatus status, string? error = null, CancellationToken cancellationToken = default)
    {
        await using var end = _database.For(tenant, ReplaySql.End, Text(tenant), Text(id), Text(StoredEnum.Name(status)), Text(error), Value(_clock.GetUtcNow().UtcDateTime));
        await end.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<ReplayRun?> FirstAsync(string tenant, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken) =>
        await ListAsync(_database.For(tenant, sql, parameters), cancellationToken) is [var first, ..] ? first : null;

    private static async Task<IReadOnlyList<ReplayRun>> ListAsync(TenantBatch statement, CancellationToken cancellationToken)
    {
        await using var command = statement;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, cancellationToken);
    }

    private async Task<IReadOnlyList<ReplayRun>> AcrossAsync(Sweep sweep, CancellationToken cancellationToken)
    {
        await using var command = _database.Across(sweep);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, cancellationToken);
    }

    private static async Task<IReadOnlyList<ReplayRun>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var runs = new List<ReplayRun>();
        while (await reader.ReadAsync(cancellationToken))
        {
            runs.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), StoredEnum.Parse<ReplayRunStatus>(reader.GetString(3)), reader.GetString(4), reader.GetString(5),
                reader.GetString(6), reader.GetDateTime(7), reader.IsDBNull(8) ? null : reader.GetDateTime(8), reader.GetBoolean(9), reader.GetBoolean(10), reader.IsDBNull(11) ? null : reader.GetString(11)));
        }

        return runs;
    }

    private static NpgsqlParameter Json(string value) => new() { NpgsqlDbType = NpgsqlDbType.Json, Value = value };

    private static NpgsqlParameter Numbers(IEnumerable<long> values) => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = values.ToArray() };

    private static NpgsqlParameter Nullable(IEnumerable<string?> values) => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = values.ToArray() };
}
