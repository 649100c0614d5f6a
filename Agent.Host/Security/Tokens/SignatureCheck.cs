using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Agent.Host.Security.Tokens;

/// <summary>Whether one of an issuer's keys made a token's signature. The only place that touches cryptography, and it leaves that to the library.</summary>
internal static class SignatureCheck
{
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = TokenEnvelope.Longest };

    /// <summary>What is wrong with the signature; null when it is right.</summary>
    /// <param name="token">The whole token.</param>
    /// <param name="algorithm">The one algorithm it may be made with: the header's, when it is allowed.</param>
    /// <param name="keys">The keys it may be made with, already of that algorithm's kind.</param>
    public static async Task<string?> FindFaultAsync(string token, string algorithm, IReadOnlyList<JsonWebKey> keys)
    {
        var result = await Handler.ValidateTokenAsync(token, new()
        {
            RequireSignedTokens = true,
            ValidAlgorithms = [algorithm],
            IssuerSigningKeyResolver = (_, _, _, _) => keys,
            // Claims are checked before, by type and by the service's own clock.
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        });
        return result.IsValid ? null : $"its signature is not right ({result.Exception.GetType().Name})";
    }
}
