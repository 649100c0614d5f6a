using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agent.Host.Security.Tokens;

/// <summary>What we need of an issuer's discovery document (OpenID Connect Discovery 1.0).</summary>
internal sealed record IssuerMetadata
{
    [JsonPropertyName("issuer")]
    public required string Issuer { get; init; }

    [JsonPropertyName("jwks_uri")]
    public required string KeysAddress { get; init; }

    [JsonPropertyName("authorization_endpoint")]
    public string? AuthorizationAddress { get; init; }

    [JsonPropertyName("token_endpoint")]
    public string? TokenAddress { get; init; }

    /// <summary>Whether an address may be asked for keys: over https, or on this machine.</summary>
    public static bool IsTrustworthy(string address, bool mayBeLoopback) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (mayBeLoopback && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    /// <exception cref="IssuerUnavailableException">It is not a document of this issuer.</exception>
    public static IssuerMetadata Read(byte[] document, string issuer)
    {
        IssuerMetadata metadata;
        try
        {
            metadata = JsonSerializer.Deserialize(document, TokenJsonContext.Default.IssuerMetadata) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new IssuerUnavailableException("its discovery document cannot be read", exception);
        }

        // Whoever answers for another issuer could bring keys for tokens of this one.
        if (!string.Equals(metadata.Issuer, issuer, StringComparison.Ordinal))
            throw new IssuerUnavailableException($"its discovery document is one of '{metadata.Issuer}'");
        // Only an issuer on this machine may send us to this machine.
        var isLocal = new Uri(issuer).IsLoopback;
        return new[] { metadata.KeysAddress, metadata.AuthorizationAddress, metadata.TokenAddress }.OfType<string>().All(address => IsTrustworthy(address, isLocal))
            ? metadata : throw new IssuerUnavailableException("its discovery document names an address that is not https");
    }
}
