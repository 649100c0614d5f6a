namespace Agent.Host.Api.Idempotency;

/// <summary>An answer that is given again.</summary>
/// <param name="Status">The status code.</param>
/// <param name="ContentType">The type of the body; null without one.</param>
/// <param name="Location">The header <c>Location</c>.</param>
/// <param name="Body">The body, to the byte.</param>
/// <param name="ConversationId">The conversation the request was about, where its address names one.</param>
internal sealed record StoredAnswer(int Status, string? ContentType, string? Location, byte[] Body, string? ConversationId = null);
