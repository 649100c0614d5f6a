using Agent.Host.Database;
using Agent.Host.Security.Storage;
using Microsoft.EntityFrameworkCore;

namespace Agent.Host.Security.Keys;

/// <summary>Keeps API keys: all that can be known of one without having it.</summary>
internal sealed class ApiKeyStore(IDbContextFactory<SecurityDbContext> contexts, ApiKeyCallers callers, TimeProvider clock)
{
    /// <summary>The keys of a tenant, newest first.</summary>
    public async Task<IReadOnlyList<ApiKeyEntity>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        return await context.ApiKeys.AsNoTracking().Where(key => key.Tenant == tenant).OrderByDescending(key => key.CreatedAt).ThenBy(key => key.Id).Take(1000)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Makes a key.</summary>
    /// <returns>The key, and its text, which is not kept.</returns>
    public async Task<(ApiKeyEntity Key, string Text)> CreateAsync(
        string tenant, string name, IEnumerable<string> roles, IEnumerable<string> scopes, TimeSpan lifetime, string createdBy, CancellationToken cancellationToken)
    {
        var made = Make(tenant, name, [.. roles], [.. scopes], clock.GetUtcNow() + lifetime, createdBy);
        await using var context = contexts.For(tenant);
        context.ApiKeys.Add(made.Key);
        await context.SaveChangesAsync(cancellationToken);
        return made;
    }

    /// <summary>Makes a key to take the place of another one, which goes on being good for a while.</summary>
    /// <returns>Null when there is no such key, or it is good no more; the new one is otherwise its equal, but has the whole lifetime of the old one before it.</returns>
    public async Task<(ApiKeyEntity Key, string Text)?> RotateAsync(string tenant, string id, TimeSpan overlap, string rotatedBy, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        var now = clock.GetUtcNow();
        if (await context.ApiKeys.SingleOrDefaultAsync(key => key.Tenant == tenant && key.Id == id, cancellationToken) is not { ReplacedBy: null } old || !IsGood(old, now))
            return null;
        var made = Make(tenant, old.Name, old.Roles, old.Scopes, now + (old.ExpiresAt - old.CreatedAt), rotatedBy);
        // Whoever is second finds the condition unmet: a key is replaced once.
        var replaced = await context.ApiKeys.Where(key => key.Tenant == tenant && key.Id == id && key.ReplacedBy == null && key.RevokedAt == null)
            .ExecuteUpdateAsync(
                set => set.SetProperty(key => key.ReplacedBy, made.Key.Id).SetProperty(key => key.ExpiresAt, key => key.ExpiresAt < (now + overlap).UtcDateTime ? key.ExpiresAt : (now + overlap).UtcDateTime),
                cancellationToken);
        if (replaced == 0)
            return null;
        context.ApiKeys.Add(made.Key);
        await context.SaveChangesAsync(cancellationToken);
        callers.Forget(id);
        return made;
    }

    /// <summary>Ends a key.</summary>
    /// <returns>False when there is none.</returns>
    public async Task<bool> RevokeAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        var now = clock.GetUtcNow().UtcDateTime;
        var found = await context.ApiKeys.Where(key => key.Tenant == tenant && key.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(key => key.RevokedAt, key => key.RevokedAt ?? now), cancellationToken);
        callers.Forget(id);
        return found > 0;
    }

    internal static bool IsGood(ApiKeyEntity key, DateTimeOffset now) => key.RevokedAt is null && key.ExpiresAt > now.UtcDateTime;

    private (ApiKeyEntity Key, string Text) Make(string tenant, string name, string[] roles, string[] scopes, DateTimeOffset expiresAt, string createdBy)
    {
        var (id, text) = ApiKeyText.New();
        return (new()
        {
            Tenant = tenant,
            Id = id,
            Hash = ApiKeyText.HashOf(text),
            Name = name,
            Roles = roles,
            Scopes = scopes,
            CreatedAt = clock.GetUtcNow().UtcDateTime,
            CreatedBy = createdBy,
            ExpiresAt = expiresAt.UtcDateTime,
        }, text);
    }
}
