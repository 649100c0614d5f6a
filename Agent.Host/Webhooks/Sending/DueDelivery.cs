namespace Agent.Host.Webhooks.Sending;

/// <summary>Something that is to be sent now.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Id">Its id, the same in every attempt.</param>
/// <param name="WebhookId">The webhook.</param>
/// <param name="Url">Where to.</param>
/// <param name="Secret">What it is signed with, wrapped.</param>
/// <param name="OldSecret">The secret before, while it is still good.</param>
/// <param name="Kind">One of <see cref="WebhookKinds"/>.</param>
/// <param name="ConversationId">The conversation it is about, where it is about one.</param>
/// <param name="Subject">The turn, approval or job it is about.</param>
/// <param name="At">When it happened.</param>
/// <param name="Attempts">How often it was tried, this time included.</param>
/// <param name="Body">What was sent before; null before the first attempt.</param>
internal sealed record DueDelivery(
    string Tenant, string Id, string WebhookId, string Url, byte[] Secret, byte[]? OldSecret, string Kind, string? ConversationId, string Subject, DateTime At, int Attempts, string? Body);
