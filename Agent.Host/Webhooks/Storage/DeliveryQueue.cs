using Agent.Host.Database;
using Agent.Host.Webhooks.Sending;
using Agent.Processes.Persistence.Tenancy;

namespace Agent.Host.Webhooks.Storage;

/// <summary>What is to be sent, for all tenants, by whatever replica has time. What one holds no other takes; what a dead one held is free when its hold is over.</summary>
internal sealed class DeliveryQueue(TenantDatabase database)
{
    // A few of each webhook at a time, so that one that is slow, or has much to be told, holds up no other.
    internal const string Take =
        """
        WITH first AS (
            SELECT due.tenant, due.id, s.url, s.secret, CASE WHEN s.old_secret_until > now() THEN s.old_secret END AS old_secret
            FROM webhooks.subscriptions s CROSS JOIN LATERAL (
                SELECT d.tenant, d.id FROM webhooks.deliveries d
                WHERE d.tenant = s.tenant AND d.webhook_id = s.id AND d.status = 'pending' AND d.next_at <= now()
                ORDER BY d.next_at LIMIT $2 FOR UPDATE SKIP LOCKED
            ) due
            WHERE s.is_enabled AND s.id <> ALL($3) LIMIT $1
        )
        UPDATE webhooks.deliveries d SET next_at = now() + $4, attempts = attempts + 1 FROM first
        WHERE d.tenant = first.tenant AND d.id = first.id
        RETURNING d.tenant, d.id, d.webhook_id, first.url, first.secret, first.old_secret, d.kind, d.conversation_id, d.subject, d.created_at, d.attempts, d.body
        """;

    /// <summary>Takes what is due.</summary>
    /// <param name="limit">The most.</param>
    /// <param name="ofOne">The most of one webhook.</param>
    /// <param name="busy">Webhooks this replica sends enough to already.</param>
    /// <param name="hold">For how long it is this replica's.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<List<DueDelivery>> TakeAsync(int limit, int ofOne, string[] busy, TimeSpan hold, CancellationToken cancellationToken) => database.Create(EdgeSweep.WebhooksTake, limit, ofOne, busy, hold).ReadAsync(
        row => new DueDelivery(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetFieldValue<byte[]>(4), row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5), row.GetString(6), row.Text(7),
            row.GetString(8), row.GetDateTime(9), row.GetInt32(10), row.Text(11)), cancellationToken);

    /// <summary>Keeps what is to be sent, so that every attempt sends the same.</summary>
    /// <returns>What is kept: somebody else may have been first. Null when the delivery was removed meanwhile.</returns>
    public async Task<string?> KeepBodyAsync(DueDelivery delivery, string body, CancellationToken cancellationToken) => (await database.Create(
        "UPDATE webhooks.deliveries SET body = coalesce(body, $3) WHERE tenant = $1 AND id = $2 RETURNING body", delivery.Tenant, delivery.Id, body)
        .ReadAsync(row => row.GetString(0), cancellationToken)).SingleOrDefault();

    public Task NoteSentAsync(DueDelivery delivery, int? status, CancellationToken cancellationToken) => EndAsync(delivery, DeliveryStatus.Delivered, status, null, cancellationToken);

    public Task NoteDroppedAsync(DueDelivery delivery, CancellationToken cancellationToken) => EndAsync(delivery, DeliveryStatus.Dropped, null, "what it was about is there no more", cancellationToken);

    public Task GiveUpAsync(DueDelivery delivery, int? status, string? failure, CancellationToken cancellationToken) => EndAsync(delivery, DeliveryStatus.Dead, status, failure, cancellationToken);

    public Task PutOffAsync(DueDelivery delivery, TimeSpan pause, int? status, string? failure, CancellationToken cancellationToken) => database.ExecuteAsync(
        $"UPDATE webhooks.deliveries SET next_at = now() + $3, last_status = {Number(status)}, failure = $4 WHERE tenant = $1 AND id = $2 AND status = 'pending'",
        delivery.Tenant, cancellationToken, delivery.Id, pause, failure);

    /// <summary>Sends a webhook nothing more until somebody turns it on again: its receiver said so.</summary>
    public Task DisableAsync(DueDelivery delivery, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE webhooks.subscriptions SET is_enabled = false, disabled_reason = 'gone' WHERE tenant = $1 AND id = $2 AND url = $3",
        delivery.Tenant, cancellationToken, delivery.WebhookId, delivery.Url);

    private Task<int> EndAsync(DueDelivery delivery, string end, int? status, string? failure, CancellationToken cancellationToken) => database.ExecuteAsync(
        $"UPDATE webhooks.deliveries SET status = $3, last_status = {Number(status)}, failure = $4, done_at = now() WHERE tenant = $1 AND id = $2 AND status = 'pending'",
        delivery.Tenant, cancellationToken, delivery.Id, end, failure);

    private static string Number(int? status) => status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "NULL";
}
