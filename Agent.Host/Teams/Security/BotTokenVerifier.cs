using System.Text.Json;
using Agent.Host.Security;
using Agent.Host.Security.Tokens;
using Agent.Host.Teams.Wire;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Agent.Host.Teams.Security;

/// <summary>
/// Checks the token that the connector sends with every activity: signed by the connector's key, which is endorsed for the channel the activity names, meant for this
/// bot, valid now, and for the very address the answer would go to.
/// </summary>
internal sealed class BotTokenVerifier
{
    private const string Algorithm = "RS256";
    // What the protocol allows.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private readonly TeamsOptions _options;
    private readonly TimeProvider _clock;
    private readonly IssuerKeys _keys;

    public BotTokenVerifier(IOptions<TeamsOptions> options, IHttpClientFactory http, TimeProvider clock, ILogger<TokenVerifier> logger)
    {
        (_options, _clock) = (options.Value, clock);
        _keys = new(
            new() { Issuer = _options.Issuer, MetadataAddress = _options.MetadataAddress },
            new AuthOptions { ClockSkew = ClockSkew, KeysMaxAge = TimeSpan.FromHours(12) }, http, clock, logger);
    }

    /// <summary>Says why an activity is refused; null when it is the connector's.</summary>
    /// <param name="authorization">The header, as it came.</param>
    /// <param name="activity">What came with it.</param>
    /// <param name="cancellationToken">Ends waiting for the issuer's keys.</param>
    /// <exception cref="IssuerUnavailableException">The keys cannot be had.</exception>
    public async Task<TokenFault?> FindFaultAsync(string? authorization, Activity activity, CancellationToken cancellationToken)
    {
        if (authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) != true)
            return new("it has no bearer token", IsForbidden: false);
        var token = authorization["Bearer ".Length..].Trim();
        try
        {
            var envelope = TokenEnvelope.Read(token);
            CheckClaims(envelope.Claims);
            if (envelope.Algorithm != Algorithm)
                throw new TokenFaultException("its algorithm is not allowed");
            var keys = await _keys.FindAsync(envelope.KeyId, Algorithm, cancellationToken);
            if (keys.Count == 0)
                throw new TokenFaultException("its key is not one of the issuer's");
            if (await SignatureCheck.FindFaultAsync(token, Algorithm, keys) is { } fault)
                throw new TokenFaultException(fault);
            if (!keys.Any(key => IsEndorsed(key, activity.ChannelId)))
                return new("its key is not endorsed for the activity's channel", IsForbidden: true);
            return ClaimsReader.Text(envelope.Claims, "serviceurl") == activity.ServiceUrl ? null : new("it is for another service address", IsForbidden: true);
        }
        catch (TokenFaultException broken)
        {
            return new(broken.Message, IsForbidden: false);
        }
    }

    private void CheckClaims(JsonElement claims)
    {
        if (ClaimsReader.Required(claims, "iss") != _options.Issuer)
            throw new TokenFaultException("its issuer is not the connector");
        if (ClaimsReader.Texts(claims, "aud") is not [var audience] || !audience.Equals(_options.AppId, StringComparison.OrdinalIgnoreCase))
            throw new TokenFaultException("it is meant for another bot");
        var now = _clock.GetUtcNow();
        if ((ClaimsReader.Time(claims, "exp") ?? throw new TokenFaultException("it has no 'exp'")) + ClockSkew <= now)
            throw new TokenFaultException("it has expired");
        if (ClaimsReader.Time(claims, "nbf") is { } begins && begins - ClockSkew > now)
            throw new TokenFaultException("it is not valid yet");
    }

    private static bool IsEndorsed(JsonWebKey key, string channel) => key.AdditionalData.TryGetValue("endorsements", out var endorsements) && endorsements switch
    {
        JsonElement { ValueKind: JsonValueKind.Array } items => items.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.GetString() == channel),
        IEnumerable<object> items => items.Any(item => item.ToString() == channel),
        _ => false,
    };
}
