using Agent.Plugins.BackOffice.Seed;
using Microsoft.EntityFrameworkCore;

namespace Agent.Plugins.BackOffice;

/// <summary>Brings the shop's database into shape; what the host calls at start.</summary>
public sealed class BackOfficeDatabase
{
    /// <summary>The tenant that shows the sample shop.</summary>
    public const string DemoTenant = "demo";

    private readonly IDbContextFactory<BackOfficeDbContext> _contexts;
    private readonly BackOfficeSeed _seed;

    internal BackOfficeDatabase(IDbContextFactory<BackOfficeDbContext> contexts, BackOfficeSeed seed) => (_contexts, _seed) = (contexts, seed);

    /// <summary>Applies the migrations that are missing. Harmless to repeat; the caller sees to it that only one replica does it at a time.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>Writes the sample shop into a tenant without customers: 240 customers, more than 500 orders, 50 products, the same ids every time.</summary>
    /// <returns>Whether anything was written.</returns>
    public Task<bool> SeedAsync(string tenant = DemoTenant, CancellationToken cancellationToken = default) => _seed.SeedAsync(tenant, cancellationToken);
}
