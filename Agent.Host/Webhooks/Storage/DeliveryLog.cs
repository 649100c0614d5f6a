using Agent.Host.Database;
using Microsoft.EntityFrameworkCore;

namespace Agent.Host.Webhooks.Storage;

/// <summary>What was told to a tenant's webhooks, for whoever looks after them.</summary>
internal sealed class DeliveryLog(IDbContextFactory<WebhooksDbContext> contexts, TimeProvider clock)
{
    /// <summary>The newest first.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="status">Only these; null for all.</param>
    /// <param name="webhookId">Only those of this webhook; null for all.</param>
    /// <param name="before">Only those written down before the one of this number; null for all.</param>
    /// <param name="limit">The most.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<DeliveryEntity>> ListAsync(string tenant, string? status, string? webhookId, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        var found = context.Deliveries.AsNoTracking().Where(d => d.Tenant == tenant);
        found = status is null ? found : found.Where(d => d.Status == status);
        found = webhookId is null ? found : found.Where(d => d.WebhookId == webhookId);
        found = before is { } number ? found.Where(d => d.Number < number) : found;
        return await found.OrderByDescending(d => d.Number).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task<DeliveryEntity?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        return await context.Deliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Tenant == tenant && d.Id == id, cancellationToken);
    }

    /// <summary>Has it sent again, with the same id and body.</summary>
    /// <returns>False when it is not at its end, or was never worded.</returns>
    public async Task<bool> ReplayAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        await using var context = contexts.For(tenant);
        var now = clock.GetUtcNow().UtcDateTime;
        return await context.Deliveries.Where(d => d.Tenant == tenant && d.Id == id && (d.Status == DeliveryStatus.Dead || d.Status == DeliveryStatus.Delivered))
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DeliveryStatus.Pending).SetProperty(d => d.Attempts, 0).SetProperty(d => d.NextAt, now).SetProperty(d => d.DoneAt, (DateTime?)null),
                cancellationToken) > 0;
    }

    /// <summary>Writes down something that only shows whether it arrives.</summary>
    public async Task<DeliveryEntity> TestAsync(string tenant, string webhookId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var test = new DeliveryEntity
        {
            Tenant = tenant, Id = $"msg_{Guid.NewGuid():N}", WebhookId = webhookId, Kind = WebhookKinds.Test, Subject = webhookId, Status = DeliveryStatus.Pending, NextAt = now, CreatedAt = now,
        };
        await using var context = contexts.For(tenant);
        context.Deliveries.Add(test);
        await context.SaveChangesAsync(cancellationToken);
        return test;
    }
}
