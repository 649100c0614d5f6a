using Agent.Plugins.BackOffice.Businesses;
using Agent.Plugins.BackOffice.Import;
using Agent.Plugins.BackOffice.Scratch;
using Agent.Plugins.BackOffice.Seed;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Plugins.BackOffice;

/// <summary>Brings the shop's database into shape; what the host calls at start.</summary>
public sealed class BackOfficeDatabase
{
    /// <summary>The tenant that shows the sample shop.</summary>
    public const string DemoTenant = "demo";

    private readonly DbContextOptions<BackOfficeDbContext> _options;
    private readonly BackOfficeSeed _seed;
    private readonly BackOfficeImport _import;
    private readonly IReadOnlyList<IBusiness> _businesses;
    private readonly NpgsqlDataSource _direct;
    private readonly IDbContextFactory<BackOfficeDbContext> _contexts;

    internal BackOfficeDatabase(NpgsqlDataSource direct, BackOfficeSeed seed, BackOfficeImport import, IReadOnlyList<IBusiness> businesses,
        IDbContextFactory<BackOfficeDbContext> contexts)
    {
        var options = new DbContextOptionsBuilder<BackOfficeDbContext>();
        BackOfficeDbContext.Configure(options, direct);
        (_options, _seed, _import, _businesses, _direct, _contexts) = (options.Options, seed, import, businesses, direct, contexts);
    }

    /// <summary>Applies the migrations that are missing. Harmless to repeat; the caller sees to it that only one replica does it at a time.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        await using var db = new BackOfficeDbContext(_options);
        await db.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>Writes the sample shop into a tenant without customers: 240 customers, more than 500 orders, 50 products, the same ids every time, and a help centre.</summary>
    /// <returns>Whether the shop was written.</returns>
    public Task<bool> SeedAsync(string tenant = DemoTenant, CancellationToken cancellationToken = default) => _seed.SeedAsync(tenant, cancellationToken);

    /// <summary>Loads a shop of the public τ-bench retail domain (<c>users.json</c>, <c>orders.json</c>, <c>products.json</c>) into an empty tenant, all or nothing.</summary>
    /// <param name="folder">Where the three files are.</param>
    /// <param name="tenant">The tenant to fill.</param>
    /// <param name="cancellationToken">Stops it; before the commit nothing has happened.</param>
    /// <exception cref="ImportException">A file is faulty or the tenant is not empty.</exception>
    public Task<ImportSummary> ImportTauRetailAsync(string folder, string tenant, CancellationToken cancellationToken = default) =>
        _import.RunAsync(folder, tenant, cancellationToken);

    /// <summary>Loads a folder into an empty tenant, all or nothing.</summary>
    /// <param name="format">One of <see cref="ImportFormats"/>.</param>
    /// <param name="folder">Where the files are.</param>
    /// <param name="tenant">The tenant to fill.</param>
    /// <param name="cancellationToken">Stops it; before the commit nothing has happened.</param>
    /// <returns>What was written, in words.</returns>
    /// <exception cref="ImportException">A file is faulty, the tenant is not empty, or the format is unknown.</exception>
    public async Task<string> ImportAsync(string format, string folder, string tenant, CancellationToken cancellationToken = default)
    {
        var chosen = _businesses.FirstOrDefault(business => business.Format == format)
            ?? throw new ImportException($"there is no format '{format}': it is one of {string.Join(", ", ImportFormats)}");
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        foreach (var business in _businesses)
        {
            if (await business.ExistsAsync(db, tenant, cancellationToken))
            {
                throw new ImportException($"the tenant '{tenant}' is not empty: import into another one");
            }
        }

        return await chosen.ImportAsync(folder, tenant, cancellationToken);
    }

    /// <summary>The formats of folders that can be imported.</summary>
    public IReadOnlyList<string> ImportFormats => [.. _businesses.Select(business => business.Format)];

    /// <summary>Opens scratch copies of shops, to try something out on: nothing that happens in them touches the shop they were copied from.</summary>
    public Task<ScratchShops> OpenScratchAsync(CancellationToken cancellationToken = default) =>
        ScratchShops.OpenAsync(_direct, _contexts, _businesses, cancellationToken);
}
