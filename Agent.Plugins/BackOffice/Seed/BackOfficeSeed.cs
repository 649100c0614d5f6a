using Microsoft.EntityFrameworkCore;

namespace Agent.Plugins.BackOffice.Seed;

/// <summary>Fills an empty tenant with the sample shop, in one transaction.</summary>
internal sealed class BackOfficeSeed(IDbContextFactory<BackOfficeDbContext> contexts, TimeProvider clock)
{
    /// <summary>Seeds the tenant unless it has customers already, and its help centre unless it has articles.</summary>
    /// <returns>Whether the shop was written.</returns>
    public async Task<bool> SeedAsync(string tenant, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Two replicas may start at once: the second waits here, and then finds customers.
        await TenantGate.EnterAsync(db, tenant, cancellationToken);
        var today = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        db.ChangeTracker.AutoDetectChangesEnabled = false; // everything is new: there is nothing to compare
        var hasCustomers = await db.Customers.AnyAsync(c => c.Tenant == tenant, cancellationToken);
        var hasArticles = await db.Articles.AnyAsync(a => a.Tenant == tenant, cancellationToken);
        if (!hasCustomers)
        {
            AddShop(db, tenant, today);
        }

        // Looked for on its own: a shop that was seeded by an earlier version has customers and no help centre.
        if (!hasArticles)
        {
            db.Articles.AddRange(SampleArticles.Create(tenant, today));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return !hasCustomers;
    }

    private static void AddShop(BackOfficeDbContext db, string tenant, DateTimeOffset today)
    {
        var catalog = SampleCatalog.Create(tenant);
        db.Products.AddRange(catalog);
        db.Customers.AddRange(SampleHeroes.Create(tenant, catalog, today));
        db.Customers.AddRange(new SampleCrowd(tenant, catalog, today).Create());
    }
}
