namespace Agent.Host.Api.Idempotency;

/// <summary>
/// The id that a request with an idempotency key has set aside for what it creates, before it does: whoever repeats the request after the replica died finds what was created
/// in place of creating it again. A feature of the request.
/// </summary>
/// <param name="Value">The id.</param>
internal sealed record ReservedId(string Value);
