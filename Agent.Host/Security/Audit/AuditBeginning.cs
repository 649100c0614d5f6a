using System.Text.Json.Serialization;

namespace Agent.Host.Security.Audit;

/// <summary>Where a tenant's log begins, after retention has removed its oldest rows: behind a row that was right when it went. Signed as something else than a checkpoint, so none of these can be made one.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Number">The last row that was removed.</param>
/// <param name="At">When it was signed.</param>
/// <param name="Hash">That row's hash, which the next row follows.</param>
/// <param name="KeyId">Which key signed: the start of its public half's SHA-256.</param>
/// <param name="Signature">ECDSA on P-256 with SHA-256, base64url.</param>
public sealed record AuditBeginning(
    string Tenant, [property: JsonPropertyName("beginsBehind"), JsonRequired] long Number, DateTimeOffset At, [property: JsonRequired] string Hash, string KeyId, [property: JsonRequired] string Signature);
