using Agent.Host.Database;
using Agent.Host.Teams.Storage;
using Agent.Processes.Persistence.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Host.Teams.Identities;

/// <summary>The directory as administrators keep it.</summary>
internal sealed class DirectoryStore(IDbContextFactory<TeamsDbContext> contexts, TenantDatabase database, TimeProvider clock)
{
    private const int MostListed = 1000;

    internal const string All = "SELECT tenant, directory_id, admits_guests, changed_at, changed_by FROM teams.directories WHERE directory_id > $1 ORDER BY directory_id LIMIT $2";

    internal const string Remove = "DELETE FROM teams.directories WHERE directory_id = $1";

    internal const string Tenants = "SELECT DISTINCT tenant FROM teams.directories";

    /// <summary>Directories by id, those behind <paramref name="after"/>: of every tenant.</summary>
    public async Task<IReadOnlyList<DirectoryEntity>> ListAsync(string after, CancellationToken cancellationToken) => await database.Create(EdgeSweep.TeamsDirectoriesList, after, MostListed).ReadAsync(
        row => new DirectoryEntity { Tenant = row.GetString(0), DirectoryId = row.GetString(1), AdmitsGuests = row.GetBoolean(2), ChangedAt = row.GetDateTime(3), ChangedBy = row.GetString(4) },
        cancellationToken);

    /// <summary>Gives a directory to a tenant, or changes how it is.</summary>
    /// <returns>Null when it is another tenant's.</returns>
    public async Task<DirectoryEntity?> MapAsync(string directoryId, string tenant, bool admitsGuests, string by, CancellationToken cancellationToken)
    {
        var id = directoryId.ToLowerInvariant();
        await using var context = contexts.For(tenant);
        var entity = await context.Directories.SingleOrDefaultAsync(d => d.Tenant == tenant && d.DirectoryId == id, cancellationToken);
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
            return null; // it is another tenant's, which is not seen from here, or somebody was faster
        }
    }

    /// <summary>Takes a directory from its tenant. What its people are stays written down.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> RemoveAsync(string directoryId, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(EdgeSweep.TeamsDirectoriesRemove, cancellationToken, directoryId.ToLowerInvariant()) > 0;

    /// <summary>Whether a directory is the tenant's by the database.</summary>
    public async Task<bool> IsOfAsync(string tenant, string directoryId, CancellationToken cancellationToken)
    {
        var id = directoryId.ToLowerInvariant();
        await using var context = contexts.For(tenant);
        return await context.Directories.AnyAsync(d => d.Tenant == tenant && d.DirectoryId == id, cancellationToken);
    }

    /// <summary>A tenant's people by directory and id, those behind <paramref name="after"/>: an id of both, with a slash between.</summary>
    public async Task<IReadOnlyList<PersonEntity>> ListPeopleAsync(string tenant, string after, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        return await context.People.AsNoTracking().Where(p => p.Tenant == tenant && string.Compare(p.DirectoryId + "/" + p.UserId, after) > 0)
            .OrderBy(p => p.DirectoryId + "/" + p.UserId).Take(MostListed).ToListAsync(cancellationToken);
    }

    /// <summary>Writes down what somebody is.</summary>
    public async Task<PersonEntity> PutAsync(
        string tenant, string directoryId, string userId, string[] roles, string? customerId, bool isRefused, string by, CancellationToken cancellationToken)
    {
        var (directory, user) = (directoryId.ToLowerInvariant(), userId.ToLowerInvariant());
        await using var context = contexts.For(tenant);
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
        await using var context = contexts.For(tenant);
        return await context.People.Where(p => p.Tenant == tenant && p.DirectoryId == directory && p.UserId == user).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    /// <summary>The tenants that have a directory.</summary>
    public async Task<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken) =>
        await database.Create(EdgeSweep.TeamsTenants).ReadAsync(row => row.GetString(0), cancellationToken);

    /// <summary>What all of a tenant's people are that are written down, by their id.</summary>
    public async Task<IReadOnlyList<PersonEntity>> ReadRolesAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        return await context.People.AsNoTracking().Where(p => p.Tenant == tenant).ToListAsync(cancellationToken);
    }
}
