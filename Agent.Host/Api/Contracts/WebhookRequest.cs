namespace Agent.Host.Api.Contracts;

/// <summary>A webhook.</summary>
/// <param name="Url">Where to send to: https, to a host the service may send to.</param>
/// <param name="Kinds">What to tell: some of <c>turn.completed</c>, <c>turn.failed</c>, <c>approval.requested</c>, <c>approval.decided</c>, <c>conversation.ended</c>, <c>replay.ended</c>.</param>
/// <param name="Description">What it is for.</param>
/// <param name="IsEnabled">Whether anything is sent; default true.</param>
public sealed record WebhookRequest(string Url, IReadOnlyList<string> Kinds, string? Description = null, bool IsEnabled = true);
