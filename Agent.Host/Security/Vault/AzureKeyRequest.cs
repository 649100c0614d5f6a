using System.Text.Json.Serialization;

namespace Agent.Host.Security.Vault;

/// <summary>What Azure Key Vault is asked to wrap or unwrap.</summary>
/// <param name="Algorithm">How.</param>
/// <param name="Value">The bytes, base64url.</param>
internal sealed record AzureKeyRequest([property: JsonPropertyName("alg")] string Algorithm, [property: JsonPropertyName("value")] string Value);
