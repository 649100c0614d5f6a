using Microsoft.EntityFrameworkCore;

namespace Agent.Plugins.BackOffice.Import;

/// <summary>Loads somebody else's shop into an empty tenant, in one transaction.</summary>
internal sealed class BackOfficeImport(IDbContextFactory<BackOfficeDbContext> contexts)
{
    /// <exception cref="ImportException">The folder is faulty or the tenant is not empty; nothing was written.</exception>
    public async Task<ImportSummary> RunAsync(string folder, string tenant, CancellationToken cancellationToken)
    {
        var shop = await TauRetailFolder.ReadAsync(folder, tenant, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The same gate as the sample shop's: whoever comes second finds the tenant filled.
        await TenantGate.EnterAsync(db, tenant, cancellationToken);
        if (await db.Customers.AnyAsync(c => c.Tenant == tenant, cancellationToken) || await db.Products.AnyAsync(p => p.Tenant == tenant, cancellationToken))
        {
            throw new ImportException($"the tenant '{tenant}' is not empty: import into another one");
        }

        db.ChangeTracker.AutoDetectChangesEnabled = false; // everything is new: there is nothing to compare
        db.Products.AddRange(shop.Products);
        db.Customers.AddRange(shop.Customers);
        db.Orders.AddRange(shop.Orders);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(shop.Customers.Count, shop.Orders.Count, shop.Products.Count);
    }
}
