using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Agent.Host.Security.Tokens;

/// <summary>
/// A signed token taken apart, before anybody believes a word of it. Stricter than the library behind it, which reads leniently what is ambiguous: one spelling
/// per token, no member twice, no header that brings its own key.
/// </summary>
internal sealed class TokenEnvelope
{
    /// <summary>The most characters a token may have.</summary>
    public const int Longest = 16 * 1024;

    private const int LongestKeyId = 256;
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };
    // Each of these lets a token say how it is to be checked, or that it means something else than it seems to.
    private static readonly string[] Forbidden = ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc"];

    private TokenEnvelope(string algorithm, string? keyId, JsonElement claims) => (Algorithm, KeyId, Claims) = (algorithm, keyId, claims);

    /// <summary>The header's <c>alg</c>.</summary>
    public string Algorithm { get; }

    /// <summary>The header's <c>kid</c>.</summary>
    public string? KeyId { get; }

    /// <summary>The payload: an object.</summary>
    public JsonElement Claims { get; }

    /// <exception cref="TokenFaultException">It is no token, or one nobody should send.</exception>
    public static TokenEnvelope Read(string token)
    {
        if (token.Length > Longest)
            throw new TokenFaultException($"it has {token.Length} characters; the most are {Longest}");
        if (token.Split('.') is not [var first, var second, var third])
            throw new TokenFaultException("it has not the three parts of a signed token");
        var header = Parse(first, "header");
        var claims = Parse(second, "payload");
        _ = Decode(third, "signature");
        foreach (var name in Forbidden)
        {
            if (header.TryGetProperty(name, out _))
                throw new TokenFaultException($"its header has '{name}'");
        }

        if (Text(header, "typ") is { } type && Plain(type) is not ("jwt" or "at+jwt"))
            throw new TokenFaultException("its header's 'typ' is another kind of token");
        var keyId = Text(header, "kid");
        return keyId?.Length is 0 or > LongestKeyId
            ? throw new TokenFaultException("its header's 'kid' is empty or too long")
            : new(Text(header, "alg") ?? throw new TokenFaultException("its header has no 'alg'"), keyId, claims);
    }

    private static string Plain(string type) =>
        type.StartsWith("application/", StringComparison.OrdinalIgnoreCase) ? type["application/".Length..].ToLowerInvariant() : type.ToLowerInvariant();

    private static string? Text(JsonElement header, string name) => !header.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw new TokenFaultException($"its header's '{name}' is no text");

    private static JsonElement Parse(string part, string what)
    {
        var bytes = Decode(part, what);
        if (!Utf8.IsValid(bytes))
            throw new TokenFaultException($"its {what} is not UTF-8");
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone() : throw new TokenFaultException($"its {what} is no JSON object");
        }
        catch (JsonException exception)
        {
            throw new TokenFaultException($"its {what} is not JSON, or has a member twice", exception);
        }
    }

    // The last character of a part can hold bits that mean nothing; a token with other ones is another text with the same meaning, and is refused.
    private static byte[] Decode(string part, string what)
    {
        if (part.Length == 0 || part.AsSpan().ContainsAnyExcept(Alphabet) || part.Length % 4 == 1)
            throw new TokenFaultException($"its {what} is empty, or not base64url");
        try
        {
            var bytes = Base64Url.DecodeFromChars(part);
            return string.Equals(Base64Url.EncodeToString(bytes), part, StringComparison.Ordinal)
                ? bytes : throw new TokenFaultException($"its {what} is not the one spelling in base64url");
        }
        catch (FormatException exception)
        {
            throw new TokenFaultException($"its {what} is not base64url", exception);
        }
    }
}
