using Microsoft.EntityFrameworkCore;

namespace Agent.Plugins.BackOffice.Seed;

/// <summary>Fills an empty tenant with the sample shop, in one transaction.</summary>
internal sealed class BackOfficeSeed(IDbContextFactory<BackOfficeDbContext> contexts, TimeProvider clock)
{
    /// <summary>Seeds the tenant unless it has customers already.</summary>
    /// <returns>Whether anything was written.</returns>
    public async Task<bool> SeedAsync(string tenant, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Two replicas may start at once: the second waits here, and then finds customers.
        await TenantGate.EnterAsync(db, tenant, cancellationToken);
        if (await db.Customers.AnyAsync(c => c.Tenant == tenant, cancellationToken))
        {
            return false;
        }

        var today = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var catalog = SampleCatalog.Create(tenant);
        db.ChangeTracker.AutoDetectChangesEnabled = false; // everything is new: there is nothing to compare
        db.Products.AddRange(catalog);
        db.Customers.AddRange(SampleHeroes.Create(tenant, catalog, today));
        db.Customers.AddRange(new SampleCrowd(tenant, catalog, today).Create());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
