using System.Text.Json;
using Agent.Host.Database;
using Agent.Host.Security.Storage;
using Agent.Processes.Persistence.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Host.Security.Tenants;

/// <summary>Keeps tenants.</summary>
internal sealed class TenantStore(IDbContextFactory<SecurityDbContext> contexts, TenantDatabase database, TenantDirectory directory, TimeProvider clock)
{
    private const int MostListed = 1000;

    internal const string All =
        """
        SELECT tenant, name, created_at, created_by, suspended_at, suspended_reason, xmin, settings::text FROM security.tenants WHERE tenant > $1 ORDER BY tenant LIMIT $2
        """;

    /// <summary>Every tenant by name, those behind <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<TenantEntity>> ListAsync(string after, CancellationToken cancellationToken) => await database.Create(EdgeSweep.TenantList, after, MostListed).ReadAsync(
        row => new TenantEntity
        {
            Tenant = row.GetString(0), Name = row.GetString(1), CreatedAt = row.GetDateTime(2), CreatedBy = row.GetString(3), SuspendedAt = row.IsDBNull(4) ? null : row.GetDateTime(4),
            SuspendedReason = row.Text(5), Version = row.GetFieldValue<uint>(6), Settings = row.Text(7),
        }, cancellationToken);

    /// <summary>One tenant, or null.</summary>
    public async Task<TenantEntity?> FindAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        return await context.Tenants.AsNoTracking().SingleOrDefaultAsync(found => found.Tenant == tenant, cancellationToken);
    }

    /// <summary>Writes a tenant down.</summary>
    /// <returns>Null when there is one of that name.</returns>
    public async Task<TenantEntity?> CreateAsync(string tenant, string name, TenantSettings? settings, string createdBy, CancellationToken cancellationToken)
    {
        var entity = new TenantEntity
        {
            Tenant = tenant, Name = name, CreatedAt = clock.GetUtcNow().UtcDateTime, CreatedBy = createdBy, Settings = settings is null ? null : Write(settings),
        };
        await using var context = contexts.For(tenant);
        context.Tenants.Add(entity);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return null;
        }

        directory.Forget(tenant);
        return entity;
    }

    /// <summary>Lets nobody of a tenant in any more, or everybody again.</summary>
    /// <returns>False when there is no such tenant.</returns>
    public Task<bool> SuspendAsync(string tenant, bool suspend, string? reason, CancellationToken cancellationToken)
    {
        var now = suspend ? clock.GetUtcNow().UtcDateTime : (DateTime?)null;
        return ChangeAsync(tenant, found =>
        {
            found.SuspendedAt = suspend ? found.SuspendedAt ?? now : null;
            found.SuspendedReason = suspend ? reason : null;
        }, null, cancellationToken);
    }

    /// <summary>Replaces a tenant's settings, whatever they are.</summary>
    /// <returns>False when there is no such tenant.</returns>
    public Task<bool> ConfigureAsync(string tenant, TenantSettings settings, CancellationToken cancellationToken) => ConfigureAsync(tenant, settings, null, cancellationToken);

    /// <summary>Replaces a tenant's settings.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="settings">What is different for it.</param>
    /// <param name="seen">The version that is replaced; null for whichever there is.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when there is no such tenant, or it is no longer the version that was seen.</returns>
    public Task<bool> ConfigureAsync(string tenant, TenantSettings settings, uint? seen, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, found => found.Settings = Write(settings), seen, cancellationToken);

    internal static TenantSettings Read(string? settings) =>
        settings is null ? new() : JsonSerializer.Deserialize(settings, TenantJsonContext.Default.TenantSettings) ?? new();

    private static string Write(TenantSettings settings) => JsonSerializer.Serialize(settings, TenantJsonContext.Default.TenantSettings);

    private async Task<bool> ChangeAsync(string tenant, Action<TenantEntity> change, uint? seen, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        if (await context.Tenants.SingleOrDefaultAsync(found => found.Tenant == tenant, cancellationToken) is not { } entity)
            return false;
        if (seen is not null && entity.Version != seen)
            return false;
        change(entity);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody else was at it in this moment.
            return seen is null && await ChangeAsync(tenant, change, seen, cancellationToken);
        }

        directory.Forget(tenant);
        return true;
    }
}
