using System.Text.Json.Serialization;

namespace Agent.Plugins.Mcp.Remote.Authorization;

/// <summary>What a token endpoint answers (RFC 6749, sections 5.1 and 5.2).</summary>
internal sealed record TokenAnswer
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    [JsonPropertyName("token_type")]
    public string? TokenType { get; init; }

    /// <summary>Seconds. Some servers write a text.</summary>
    [JsonPropertyName("expires_in"), JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long? ExpiresIn { get; init; }

    /// <summary>Why there is no token, as a code.</summary>
    [JsonPropertyName("error")]
    public string? Error { get; init; }
}
