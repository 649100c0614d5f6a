using System.Text.Json.Serialization;

namespace Agent.Host.Security.Vault;

/// <summary>What it answers.</summary>
/// <param name="Kid">The address of the key, with the version that was used.</param>
/// <param name="Value">The bytes, base64url.</param>
internal sealed record AzureKeyAnswer([property: JsonPropertyName("kid"), JsonRequired] string Kid, [property: JsonPropertyName("value"), JsonRequired] string Value);
