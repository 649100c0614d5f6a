using System.Collections.Concurrent;
using Agent.Plugins.BackOffice.Businesses;
using Agent.Plugins.BackOffice.Import;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Plugins.BackOffice.Scratch;

/// <summary>
/// Scratch copies of shops, as many of each as are in use at once; all are removed when this is disposed. Those of a process that was killed are removed by the
/// next one that opens any: a lock that ends with its owner's session tells whether the owner lives.
/// </summary>
public sealed class ScratchShops : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly IDbContextFactory<BackOfficeDbContext> _contexts;
    private readonly IReadOnlyList<IBusiness> _businesses;
    private readonly string _owner = Guid.NewGuid().ToString("n");
    private readonly NpgsqlConnection _life;
    private readonly ConcurrentDictionary<string, Original> _originals = new(StringComparer.Ordinal);
    private int _count;

    private ScratchShops(NpgsqlDataSource database, IDbContextFactory<BackOfficeDbContext> contexts, IReadOnlyList<IBusiness> businesses, NpgsqlConnection life) =>
        (_database, _contexts, _businesses, _life) = (database, contexts, businesses, life);

    internal static async Task<ScratchShops> OpenAsync(
        NpgsqlDataSource database, IDbContextFactory<BackOfficeDbContext> contexts, IReadOnlyList<IBusiness> businesses, CancellationToken cancellationToken)
    {
        var shops = new ScratchShops(database, contexts, businesses, await database.OpenConnectionAsync(cancellationToken));
        await shops.LockAsync(shops._owner, cancellationToken);
        await shops.SweepAsync(cancellationToken);
        return shops;
    }

    /// <summary>A fresh copy, for the caller alone until it is given back.</summary>
    /// <param name="source">A tenant with a shop, or a folder with the data of one (see <see cref="BackOfficeDatabase.ImportAsync"/>).</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ImportException">There is no such shop, or the folder is faulty.</exception>
    public async Task<ScratchShop> RentAsync(string source, CancellationToken cancellationToken = default)
    {
        var original = _originals.GetOrAdd(source, static _ => new());
        await original.Gate.WaitAsync(cancellationToken);
        try
        {
            original.Tenant ??= await PrepareAsync(original, source, cancellationToken);
        }
        finally
        {
            original.Gate.Release();
        }

        if (original.Free.TryTake(out var free))
        {
            return free;
        }

        var shop = new ScratchShop(_database, _contexts, original.Business!, original.Tenant, NewTenant(), original.Owners);
        await shop.FillAsync(cancellationToken);
        return shop;
    }

    /// <summary>Takes a copy back, restored. One that may be in disorder is better not given back: it is removed with the others.</summary>
    public void Return(string source, ScratchShop shop) => _originals[source].Free.Add(shop);

    /// <summary>Removes all copies.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var number = 1; number <= Volatile.Read(ref _count); number++)
        {
            await DropAsync(TenantOf(_owner, number), CancellationToken.None);
        }

        // Back into the pool it would keep the lock.
        await using (var unlock = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", _life))
        {
            await unlock.ExecuteNonQueryAsync();
        }

        await _life.DisposeAsync();
        foreach (var original in _originals.Values)
        {
            original.Gate.Dispose();
        }
    }

    /// <summary>The shop may be in use, and change: what is compared with is a copy as well, made once.</summary>
    private async Task<string> PrepareAsync(Original original, string source, CancellationToken cancellationToken)
    {
        var tenant = NewTenant();
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        if (Directory.Exists(source))
        {
            original.Business = _businesses.FirstOrDefault(business => business.Files.All(file => File.Exists(Path.Combine(source, file)))) ?? _businesses[0];
            await original.Business.ImportAsync(source, tenant, cancellationToken);
        }
        else
        {
            original.Business = await FindAsync(db, source, cancellationToken)
                ?? throw new ImportException($"there is no shop '{source}' to work on a copy of: import it first, or name a tenant or a folder that has one");
            await new ScratchShop(_database, _contexts, original.Business, source, tenant, original.Owners).FillAsync(cancellationToken);
        }

        original.Owners = await original.Business.OwnersAsync(db, tenant, cancellationToken);
        return tenant;
    }

    private async Task<IBusiness?> FindAsync(BackOfficeDbContext db, string tenant, CancellationToken cancellationToken)
    {
        foreach (var business in _businesses)
        {
            if (await business.ExistsAsync(db, tenant, cancellationToken))
            {
                return business;
            }
        }

        return null;
    }

    private async Task LockAsync(string owner, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended($1, 0))", _life) { Parameters = { new() { Value = ScratchSql.Prefix + owner } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var tenants = new List<string>();
        await using (var list = new NpgsqlCommand(string.Join(" UNION ", _businesses.Select(business => business.ScratchTenants)), _life))
        await using (var reader = await list.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                tenants.Add(reader.GetString(0));
            }
        }

        foreach (var left in tenants.GroupBy(tenant => tenant.Split(':')[1]))
        {
            await using var tryLock = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", _life) { Parameters = { new() { Value = ScratchSql.Prefix + left.Key } } };
            if (left.Key == _owner || !(bool)(await tryLock.ExecuteScalarAsync(cancellationToken))!)
            {
                continue;
            }

            foreach (var tenant in left)
            {
                await DropAsync(tenant, cancellationToken);
            }
        }
    }

    private async Task DropAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var batch = _database.CreateBatch();
        foreach (var command in _businesses.SelectMany(business => business.Drop(tenant)).Concat(ScratchSql.DropShared(tenant)))
        {
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private string NewTenant() => TenantOf(_owner, Interlocked.Increment(ref _count));

    private static string TenantOf(string owner, int number) => $"{ScratchSql.Prefix}{owner}:{number}";

    private sealed class Original
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public string? Tenant { get; set; }

        public IBusiness? Business { get; set; }

        public IReadOnlyDictionary<string, string> Owners { get; set; } = new Dictionary<string, string>();

        public ConcurrentBag<ScratchShop> Free { get; } = [];
    }
}
