using Agent.Host.Teams.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Host.Teams.Identities;

/// <summary>The directory as administrators keep it.</summary>
internal sealed class DirectoryStore(IDbContextFactory<TeamsDbContext> contexts, TimeProvider clock)
{
    private const int MostListed = 1000;

    /// <summary>Directories by id, those behind <paramref name="after"/>: of every tenant.</summary>
    public async Task<IReadOnlyList<DirectoryEntity>> ListAsync(string after, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Directories.AsNoTracking().Where(d => string.Compare(d.DirectoryId, after) > 0).OrderBy(d => d.DirectoryId).Take(MostListed).ToListAsync(cancellationToken);
    }

    /// <summary>Gives a directory to a tenant, or changes how it is.</summary>
    /// <returns>Null when it is another tenant's.</returns>
    public async Task<DirectoryEntity?> MapAsync(string directoryId, string tenant, bool admitsGuests, string by, CancellationToken cancellationToken)
    {
        var id = directoryId.ToLowerInvariant();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entity = await context.Directories.SingleOrDefaultAsync(d => d.DirectoryId == id, cancellationToken);
        if (entity is not null && entity.Tenant != tenant)
            return null;
        if (entity is null)
            context.Directories.Add(entity = new() { Tenant = tenant, DirectoryId = id, ChangedAt = default, ChangedBy = by });
        (entity.AdmitsGuests, entity.ChangedAt, entity.ChangedBy) = (admitsGuests, clock.GetUtcNow().UtcDateTime, by);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return entity;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return null; // somebody was faster
        }
    }

    /// <summary>Takes a directory from its tenant. What its people are stays written down.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> RemoveAsync(string directoryId, CancellationToken cancellationToken)
    {
        var id = directoryId.ToLowerInvariant();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Directories.Where(d => d.DirectoryId == id).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    /// <summary>Whether a directory is the tenant's by the database.</summary>
    public async Task<bool> IsOfAsync(string tenant, string directoryId, CancellationToken cancellationToken)
    {
        var id = directoryId.ToLowerInvariant();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Directories.AnyAsync(d => d.Tenant == tenant && d.DirectoryId == id, cancellationToken);
    }

    /// <summary>A tenant's people by directory and id, those behind <paramref name="after"/>: an id of both, with a slash between.</summary>
    public async Task<IReadOnlyList<PersonEntity>> ListPeopleAsync(string tenant, string after, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.People.AsNoTracking().Where(p => p.Tenant == tenant && string.Compare(p.DirectoryId + "/" + p.UserId, after) > 0)
            .OrderBy(p => p.DirectoryId + "/" + p.UserId).Take(MostListed).ToListAsync(cancellationToken);
    }

    /// <summary>Writes down what somebody is.</summary>
    public async Task<PersonEntity> PutAsync(
        string tenant, string directoryId, string userId, string[] roles, string? customerId, bool isRefused, string by, CancellationToken cancellationToken)
    {
        var (directory, user) = (directoryId.ToLowerInvariant(), userId.ToLowerInvariant());
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO teams.people (tenant, directory_id, user_id, roles, customer_id, is_refused, changed_at, changed_by)
            VALUES ({tenant}, {directory}, {user}, {roles}, {customerId}, {isRefused}, {clock.GetUtcNow().UtcDateTime}, {by})
            ON CONFLICT (tenant, directory_id, user_id) DO UPDATE SET
                roles = EXCLUDED.roles, customer_id = EXCLUDED.customer_id, is_refused = EXCLUDED.is_refused, changed_at = EXCLUDED.changed_at, changed_by = EXCLUDED.changed_by
            """, cancellationToken);
        return await context.People.AsNoTracking().SingleAsync(p => p.Tenant == tenant && p.DirectoryId == directory && p.UserId == user, cancellationToken);
    }

    /// <summary>Forgets what somebody is.</summary>
    /// <returns>False when nothing was written down.</returns>
    public async Task<bool> RemovePersonAsync(string tenant, string directoryId, string userId, CancellationToken cancellationToken)
    {
        var (directory, user) = (directoryId.ToLowerInvariant(), userId.ToLowerInvariant());
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.People.Where(p => p.Tenant == tenant && p.DirectoryId == directory && p.UserId == user).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    /// <summary>The tenants that have a directory.</summary>
    public async Task<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Directories.Select(d => d.Tenant).Distinct().ToListAsync(cancellationToken);
    }

    /// <summary>What all of a tenant's people are that are written down, by their id.</summary>
    public async Task<IReadOnlyList<PersonEntity>> ReadRolesAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.People.AsNoTracking().Where(p => p.Tenant == tenant).ToListAsync(cancellationToken);
    }
}
