using System.Text.Json.Serialization;

namespace Agent.Host.Security.Audit;

/// <summary>A signature under a tenant's chain as it was at one row. What is later cut off or written anew before it does not fit it.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Number">The row.</param>
/// <param name="At">When it was signed.</param>
/// <param name="Hash">The row's hash.</param>
/// <param name="KeyId">Which key signed: the start of its public half's SHA-256.</param>
/// <param name="Signature">ECDSA on P-256 with SHA-256, base64url.</param>
public sealed record AuditCheckpoint(
    string Tenant, long Number, DateTimeOffset At, string Hash, string KeyId, [property: JsonRequired] string Signature);
