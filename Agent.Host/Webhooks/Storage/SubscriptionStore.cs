using System.Security.Cryptography;
using Agent.Host.Database;
using Agent.Host.Security.Vault;
using Microsoft.EntityFrameworkCore;

namespace Agent.Host.Webhooks.Storage;

/// <summary>Keeps a tenant's webhooks.</summary>
internal sealed class SubscriptionStore(IDbContextFactory<WebhooksDbContext> contexts, IKeyVault vault, TimeProvider clock)
{
    /// <summary>All of a tenant, the oldest first.</summary>
    public async Task<IReadOnlyList<SubscriptionEntity>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        return await context.Subscriptions.AsNoTracking().Where(s => s.Tenant == tenant).OrderBy(s => s.CreatedAt).ThenBy(s => s.Id).ToListAsync(cancellationToken);
    }

    public async Task<SubscriptionEntity?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        return await context.Subscriptions.AsNoTracking().SingleOrDefaultAsync(s => s.Tenant == tenant && s.Id == id, cancellationToken);
    }

    /// <summary>Makes one.</summary>
    /// <returns>It, and its secret, which nobody can be told again; null when the tenant has as many as it may.</returns>
    public async Task<(SubscriptionEntity Made, string Secret)?> CreateAsync(
        string tenant, string url, string[] kinds, string description, bool isEnabled, string createdBy, int most, CancellationToken cancellationToken)
    {
        var secret = WebhookSecret.New();
        var made = new SubscriptionEntity
        {
            Tenant = tenant, Id = $"wh_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}", Url = url, Kinds = kinds, Description = description, IsEnabled = isEnabled,
            Secret = (await vault.WrapAsync(secret, cancellationToken)).Pack(), CreatedAt = clock.GetUtcNow().UtcDateTime, CreatedBy = createdBy,
        };
        await using var context = contexts.For(tenant);
        if (await context.Subscriptions.CountAsync(s => s.Tenant == tenant, cancellationToken) >= most)
            return null;
        context.Subscriptions.Add(made);
        await context.SaveChangesAsync(cancellationToken);
        return (made, WebhookSecret.Write(secret));
    }

    /// <summary>Replaces what can be changed.</summary>
    /// <returns>Null when there is none of that id.</returns>
    public Task<SubscriptionEntity?> ChangeAsync(string tenant, string id, string url, string[] kinds, string description, bool isEnabled, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, id, found =>
        {
            (found.Url, found.Kinds, found.Description, found.IsEnabled) = (url, kinds, description, isEnabled);
            if (isEnabled)
                found.DisabledReason = null;
        }, cancellationToken);

    /// <summary>Gives it a new secret. Until the overlap is over, deliveries are signed with both.</summary>
    public async Task<(SubscriptionEntity Changed, string Secret)?> RotateAsync(string tenant, string id, TimeSpan overlap, CancellationToken cancellationToken)
    {
        var secret = WebhookSecret.New();
        var wrapped = (await vault.WrapAsync(secret, cancellationToken)).Pack();
        var until = clock.GetUtcNow().UtcDateTime + overlap;
        return await ChangeAsync(tenant, id, found => (found.OldSecret, found.OldSecretUntil, found.Secret) = (overlap > TimeSpan.Zero ? found.Secret : null, overlap > TimeSpan.Zero ? until : null, wrapped), cancellationToken)
            is { } changed ? (changed, WebhookSecret.Write(secret)) : null;
    }

    /// <summary>Removes it with all its deliveries.</summary>
    public async Task<bool> RemoveAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        // In this order: a delivery that is written down in between finds no webhook, and is never due.
        var removed = await context.Subscriptions.Where(s => s.Tenant == tenant && s.Id == id).ExecuteDeleteAsync(cancellationToken);
        await context.Deliveries.Where(d => d.Tenant == tenant && d.WebhookId == id).ExecuteDeleteAsync(cancellationToken);
        return removed > 0;
    }

    private async Task<SubscriptionEntity?> ChangeAsync(string tenant, string id, Action<SubscriptionEntity> change, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        if (await context.Subscriptions.SingleOrDefaultAsync(s => s.Tenant == tenant && s.Id == id, cancellationToken) is not { } found)
            return null;
        change(found);
        await context.SaveChangesAsync(cancellationToken);
        return found;
    }
}
