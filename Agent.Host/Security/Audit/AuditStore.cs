using System.Buffers.Text;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Agent.Host.Database;
using Agent.Host.Security.Audit.Storage;
using Agent.Host.Security.People;
using Agent.Host.Security.Storage;
using Agent.Processes.Persistence.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Agent.Host.Security.Audit;

/// <summary>Writes and reads the log. One writer at a time appends to a tenant's chain, whichever replica it is on.</summary>
internal sealed class AuditStore(IDbContextFactory<SecurityDbContext> contexts, TenantDatabase database, CustomerKeys keys)
{
    private const int Page = 500;

    /// <summary>The tenants that have a log, each found by one probe of the primary key.</summary>
    private const string Chains =
        """
        WITH RECURSIVE chains (tenant) AS (
            (SELECT tenant FROM security.audit ORDER BY tenant LIMIT 1)
            UNION ALL
            SELECT (SELECT a.tenant FROM security.audit a WHERE a.tenant > chains.tenant ORDER BY a.tenant LIMIT 1) FROM chains WHERE chains.tenant IS NOT NULL
        )
        """;

    internal const string Tenants = $"{Chains} SELECT tenant FROM chains WHERE tenant IS NOT NULL ORDER BY tenant";

    internal const string Unsigned =
        $"""
        {Chains}
        SELECT last.tenant, last.number, last.hash FROM chains CROSS JOIN LATERAL (SELECT * FROM security.audit a WHERE a.tenant = chains.tenant ORDER BY number DESC LIMIT 1) last
        WHERE NOT EXISTS (SELECT 1 FROM security.audit_checkpoints c WHERE c.tenant = last.tenant AND c.number = last.number)
        """;

    /// <summary>Appends acts of one tenant, all or none. Customers are sealed: a chain cannot forget, but their key can be destroyed.</summary>
    public async Task AppendAsync(string tenant, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var named = await NameAsync(tenant, entries, cancellationToken);
        await using var context = contexts.For(tenant);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await AppendAsync(context, tenant, named, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Takes acts from where they wait, and appends them, in one transaction: each is in the log once, whoever is killed when.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="take">Takes them, in the transaction.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many there were.</returns>
    public async Task<int> MoveAsync(string tenant, Func<DbTransaction, Task<IReadOnlyList<AuditEntry>>> take, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var entries = await take(transaction.GetDbTransaction());
        if (entries.Count > 0)
            await AppendAsync(context, tenant, await NameAsync(tenant, entries, cancellationToken), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return entries.Count;
    }

    private async Task<List<(AuditEntry Entry, string Actor, string Subject)>> NameAsync(string tenant, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        List<(AuditEntry Entry, string Actor, string Subject)> named = [];
        foreach (var entry in entries)
            named.Add((entry, await keys.SealAsync(tenant, entry.Actor, cancellationToken), await keys.SealAsync(tenant, entry.Subject, cancellationToken)));
        return named;
    }

    private static async Task AppendAsync(SecurityDbContext context, string tenant, List<(AuditEntry Entry, string Actor, string Subject)> named, CancellationToken cancellationToken)
    {
        await LockAsync(context, tenant, cancellationToken);
        var last = await context.Audit.AsNoTracking().Where(row => row.Tenant == tenant).OrderByDescending(row => row.Number)
            .Select(row => new { row.Number, row.Hash }).FirstOrDefaultAsync(cancellationToken);
        var (number, before) = last is null ? (0, AuditChain.Start) : (last.Number, Convert.ToHexStringLower(last.Hash));
        foreach (var (entry, actor, subject) in named)
        {
            var row = new AuditRow(tenant, ++number, AuditChain.Truncate(entry.At), actor, entry.Act, subject, entry.RequestId, entry.Details, "");
            before = AuditChain.HashOf(row, before);
            context.Audit.Add(Store(row, before));
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>A page of a tenant's log, in order.</summary>
    public async Task<IReadOnlyList<AuditRow>> ReadAsync(string tenant, long after, int limit, string? act, string? actor, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        var rows = await context.Audit.AsNoTracking()
            .Where(row => row.Tenant == tenant && row.Number > after && (act == null || row.Act == act) && (actor == null || row.Actor == actor))
            .OrderBy(row => row.Number).Take(limit).ToListAsync(cancellationToken);
        return [.. rows.Select(Read)];
    }

    /// <summary>The same for somebody who may know who customers are: with their names, where they are not erased.</summary>
    public async Task<IReadOnlyList<AuditRow>> ReadWithNamesAsync(string tenant, long after, int limit, string? act, string? actor, CancellationToken cancellationToken)
    {
        var wanted = actor is null ? null : await keys.FindSealedAsync(tenant, actor, cancellationToken) ?? actor;
        var rows = await ReadAsync(tenant, after, limit, act, wanted, cancellationToken);
        return await OpenAsync(tenant, rows, cancellationToken);
    }

    /// <summary>A page of a tenant's log, newest first, with the names of customers where they are not erased.</summary>
    public async Task<IReadOnlyList<AuditRow>> ReadBackAsync(string tenant, long before, int limit, string? act, string? actor, CancellationToken cancellationToken)
    {
        var wanted = actor is null ? null : await keys.FindSealedAsync(tenant, actor, cancellationToken) ?? actor;
        await using var context = contexts.For(tenant);
        var rows = await context.Audit.AsNoTracking()
            .Where(row => row.Tenant == tenant && row.Number < before && (act == null || row.Act == act) && (wanted == null || row.Actor == wanted))
            .OrderByDescending(row => row.Number).Take(limit).ToListAsync(cancellationToken);
        return await OpenAsync(tenant, [.. rows.Select(Read)], cancellationToken);
    }

    /// <summary>Opens what is sealed: actors, and details about customers.</summary>
    private async Task<IReadOnlyList<AuditRow>> OpenAsync(string tenant, IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken)
    {
        var texts = await keys.OpenAsync(
            tenant, [.. rows.Select(row => row.Actor), .. rows.SelectMany(row => row.Details.Values).Where(value => PersonSeal.KeyOf(value) is not null)], cancellationToken);
        return [.. rows.Select(row =>
        {
            var opened = row.Details.Where(detail => texts.ContainsKey(detail.Value)).ToDictionary(detail => detail.Key, detail => texts[detail.Value]);
            return row with { Person = texts.GetValueOrDefault(row.Actor), Opened = opened.Count == 0 ? null : opened };
        })];
    }

    /// <summary>All of a tenant's log, in order.</summary>
    public async IAsyncEnumerable<AuditRow> ReadAllAsync(string tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = 0L; ;)
        {
            var page = await ReadAsync(tenant, after, Page, null, null, cancellationToken);
            foreach (var row in page)
                yield return row;
            if (page.Count < Page)
                yield break;
            after = page[^1].Number;
        }
    }

    /// <summary>A tenant's whole log, to be checked or taken along.</summary>
    public Task<AuditSnapshot> OpenAsync(string tenant, CancellationToken cancellationToken) => AuditSnapshot.OpenAsync(contexts, tenant, cancellationToken);

    /// <summary>When the oldest row was written; null for an empty log.</summary>
    public async Task<DateTimeOffset?> FindOldestAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        var found = await context.Audit.Where(row => row.Tenant == tenant).OrderBy(row => row.Number).Select(row => (DateTime?)row.At).FirstOrDefaultAsync(cancellationToken);
        return found is { } at ? Time(at) : null;
    }

    /// <summary>See <see cref="AuditRemoval.RunAsync"/>.</summary>
    public async Task<AuditRemoval?> RemoveAsync(string tenant, DateTimeOffset before, int limit, AuditSigner signer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        return await AuditRemoval.RunAsync(context, tenant, before, limit, signer, now, cancellationToken);
    }

    /// <summary>A tenant's checkpoints, in order.</summary>
    public async Task<IReadOnlyList<AuditCheckpoint>> ReadCheckpointsAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        return await AuditSnapshot.ReadCheckpointsAsync(context, tenant, cancellationToken);
    }

    /// <summary>The tenants that have a log.</summary>
    public async Task<IReadOnlyList<string>> TenantsAsync(CancellationToken cancellationToken) =>
        await database.Create(EdgeSweep.AuditTenants).ReadAsync(row => row.GetString(0), cancellationToken);

    /// <summary>The last row of every tenant that no checkpoint stands behind.</summary>
    public async Task<IReadOnlyList<(string Tenant, long Number, string Hash)>> FindUnsignedAsync(CancellationToken cancellationToken) => await database.Create(EdgeSweep.AuditUnsigned)
        .ReadAsync(row => (row.GetString(0), row.GetInt64(1), Convert.ToHexStringLower(row.GetFieldValue<byte[]>(2))), cancellationToken);

    /// <summary>Keeps a checkpoint; another replica's at the same row will do as well.</summary>
    public async Task AddAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(checkpoint.Tenant);
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO security.audit_checkpoints (tenant, number, at, hash, key_id, signature)
            VALUES ({checkpoint.Tenant}, {checkpoint.Number}, {checkpoint.At.UtcDateTime}, {Convert.FromHexString(checkpoint.Hash)}, {checkpoint.KeyId},
                {Base64Url.DecodeFromChars(checkpoint.Signature)})
            ON CONFLICT DO NOTHING
            """, cancellationToken);
    }

    /// <summary>One transaction at a time changes a tenant's chain.</summary>
    internal static Task LockAsync(SecurityDbContext context, string tenant, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({"audit/" + tenant}, 0))", cancellationToken);

    private static AuditEntity Store(AuditRow row, string hash) => new()
    {
        Tenant = row.Tenant,
        Number = row.Number,
        At = row.At.UtcDateTime,
        Actor = row.Actor,
        Act = row.Act,
        Subject = row.Subject,
        RequestId = row.RequestId,
        Details = JsonSerializer.Serialize(row.Details, AuditJsonContext.Default.IReadOnlyDictionaryStringString),
        Hash = Convert.FromHexString(hash),
    };

    internal static AuditRow Read(AuditEntity row) => new(
        row.Tenant, row.Number, Time(row.At), row.Actor, row.Act, row.Subject, row.RequestId,
        JsonSerializer.Deserialize(row.Details, AuditJsonContext.Default.DictionaryStringString)!, Convert.ToHexStringLower(row.Hash));

    internal static DateTimeOffset Time(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
