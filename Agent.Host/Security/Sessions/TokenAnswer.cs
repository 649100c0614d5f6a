using System.Text.Json.Serialization;

namespace Agent.Host.Security.Sessions;

/// <summary>An issuer's answer to a code (OpenID Connect Core 1.0, 3.1.3.3).</summary>
/// <param name="IdToken">Says who signed in.</param>
internal sealed record TokenAnswer([property: JsonPropertyName("id_token")] string? IdToken);
