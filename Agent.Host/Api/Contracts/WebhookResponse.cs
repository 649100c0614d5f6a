using Agent.Host.Webhooks.Storage;

namespace Agent.Host.Api.Contracts;

/// <summary>A webhook.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where it goes.</param>
/// <param name="Kinds">What it is told.</param>
/// <param name="Description">What it is for.</param>
/// <param name="IsEnabled">Whether anything is sent.</param>
/// <param name="DisabledReason">Why not, when nobody turned it off: <c>gone</c>, the receiver answered 410.</param>
/// <param name="OldSecretUntil">Until when deliveries are signed with the secret before as well.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="Secret">What deliveries are signed with; only in the answer that makes it.</param>
public sealed record WebhookResponse(
    string Id, string Url, IReadOnlyList<string> Kinds, string Description, bool IsEnabled, string? DisabledReason, DateTimeOffset? OldSecretUntil, DateTimeOffset CreatedAt, string CreatedBy,
    string? Secret = null)
{
    internal static WebhookResponse From(SubscriptionEntity webhook, string? secret = null) => new(
        webhook.Id, webhook.Url, webhook.Kinds, webhook.Description, webhook.IsEnabled, webhook.DisabledReason, webhook.OldSecretUntil, webhook.CreatedAt, webhook.CreatedBy, secret);
}
