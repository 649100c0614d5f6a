using Microsoft.IdentityModel.Tokens;

namespace Agent.Host.Security.Tokens;

/// <summary>An issuer's documents as they were at one moment.</summary>
internal sealed record IssuerKeyRing(IssuerMetadata Metadata, IReadOnlyList<JsonWebKey> Keys, DateTimeOffset ReadAt)
{
    private const int MostKeys = 100;
    private const int SmallestRsaBits = 2048;
    private const int LargestRsaBits = 16384;

    /// <summary>Those of a key set that can check signatures; others are as good as absent.</summary>
    /// <exception cref="IssuerUnavailableException">It is no key set.</exception>
    public static IReadOnlyList<JsonWebKey> Usable(string document)
    {
        try
        {
            return [.. new JsonWebKeySet(document).Keys.Take(MostKeys).Where(IsUsable)];
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or System.Text.Json.JsonException)
        {
            throw new IssuerUnavailableException("its key set cannot be read", exception);
        }
    }

    /// <summary>The keys a signature may be from. Without a key id, all of the right kind.</summary>
    public IReadOnlyList<JsonWebKey> Find(string? keyId, string algorithm) => [.. Keys.Where(key =>
        (keyId is null || string.Equals(key.KeyId, keyId, StringComparison.Ordinal))
        && key.Kty == (algorithm.StartsWith("ES", StringComparison.Ordinal) ? JsonWebAlgorithmsKeyTypes.EllipticCurve : JsonWebAlgorithmsKeyTypes.RSA)
        && (string.IsNullOrEmpty(key.Alg) || key.Alg == algorithm))];

    // A symmetric key in a public set is a mistake, and would let everybody sign.
    private static bool IsUsable(JsonWebKey key) =>
        (string.IsNullOrEmpty(key.Use) || key.Use == JsonWebKeyUseNames.Sig) && (key.KeyOps.Count == 0 || key.KeyOps.Contains("verify"))
        && key.Kty switch
        {
            JsonWebAlgorithmsKeyTypes.RSA => !string.IsNullOrEmpty(key.N) && !string.IsNullOrEmpty(key.E) && key.KeySize is >= SmallestRsaBits and <= LargestRsaBits,
            JsonWebAlgorithmsKeyTypes.EllipticCurve => key.Crv == JsonWebKeyECTypes.P256 && !string.IsNullOrEmpty(key.X) && !string.IsNullOrEmpty(key.Y),
            _ => false,
        };
}
