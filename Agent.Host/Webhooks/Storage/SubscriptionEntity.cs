namespace Agent.Host.Webhooks.Storage;

/// <summary>A webhook of a tenant.</summary>
internal sealed class SubscriptionEntity
{
    public required string Tenant { get; init; }

    public required string Id { get; init; }

    public required string Url { get; set; }

    /// <summary>What it wants to know; see <see cref="WebhookKinds"/>.</summary>
    public required string[] Kinds { get; set; }

    public required string Description { get; set; }

    /// <summary>What its deliveries are signed with, wrapped by the key ring.</summary>
    public required byte[] Secret { get; set; }

    /// <summary>The secret before, good until <see cref="OldSecretUntil"/>.</summary>
    public byte[]? OldSecret { get; set; }

    public DateTime? OldSecretUntil { get; set; }

    public bool IsEnabled { get; set; }

    /// <summary>Why it is not enabled, when nobody turned it off: <c>gone</c>.</summary>
    public string? DisabledReason { get; set; }

    public required DateTime CreatedAt { get; init; }

    public required string CreatedBy { get; init; }
}
