using System.Text.Json;
using Agent.Host.Webhooks.Storage;

namespace Agent.Host.Api.Contracts;

/// <summary>Something that was told to a webhook, or is to be.</summary>
/// <param name="Id">Its id: the header <c>webhook-id</c>, the same in every attempt.</param>
/// <param name="WebhookId">The webhook.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Status"><c>pending</c>, <c>delivered</c>, <c>dead</c> or <c>dropped</c>.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="ConversationId">The conversation it is about.</param>
/// <param name="LastStatus">The HTTP status of the last answer.</param>
/// <param name="Failure">Why the last attempt failed.</param>
/// <param name="CreatedAt">When it happened.</param>
/// <param name="NextAt">When it is tried next; left out when it is not.</param>
/// <param name="DoneAt">When it arrived, or was given up.</param>
/// <param name="Body">What is sent; only where one delivery is asked for.</param>
public sealed record WebhookDeliveryResponse(
    string Id, string WebhookId, string Kind, string Status, int Attempts, string? ConversationId, int? LastStatus, string? Failure, DateTimeOffset CreatedAt, DateTimeOffset? NextAt, DateTimeOffset? DoneAt,
    JsonElement? Body = null)
{
    internal static WebhookDeliveryResponse From(DeliveryEntity delivery, bool withBody) => new(
        delivery.Id, delivery.WebhookId, delivery.Kind, delivery.Status, delivery.Attempts, delivery.ConversationId, delivery.LastStatus, delivery.Failure, delivery.CreatedAt,
        delivery.Status == DeliveryStatus.Pending ? delivery.NextAt : null, delivery.DoneAt, withBody && delivery.Body is { } body ? JsonElement.Parse(body) : null);
}
