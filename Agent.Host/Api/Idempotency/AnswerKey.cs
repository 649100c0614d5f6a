namespace Agent.Host.Api.Idempotency;

/// <summary>What a stored answer is found by, and what it was the answer to.</summary>
/// <param name="Tenant">The caller's tenant.</param>
/// <param name="Caller">The caller, told apart from those of other issuers.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="Request">SHA-256 over method, address and body.</param>
internal sealed record AnswerKey(string Tenant, string Caller, string Key, byte[] Request);
