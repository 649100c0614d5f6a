using System.Text.Json;
using Agent.Host.Security;
using Agent.Host.Security.Tokens;
using Agent.Host.Teams.Wire;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Agent.Host.Teams.Security;

/// <summary>
/// Checks the token that comes with every activity. Nearly all are the connector's: signed by its key, which is endorsed for the channel the activity names, meant for this
/// bot, valid now, and for the very address the answer would go to. Others are of the directory: of a program that has the bot's own secret, or one that is allowed by name.
/// </summary>
internal sealed class BotTokenVerifier
{
    private const string Algorithm = "RS256";
    // What the protocol allows.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private readonly TeamsOptions _options;
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, (DirectoryIssuer? Directory, IssuerKeys Keys)> _issuers;

    public BotTokenVerifier(IOptions<TeamsOptions> options, IHttpClientFactory http, TimeProvider clock, ILogger<TokenVerifier> logger)
    {
        (_options, _clock) = (options.Value, clock);
        var auth = new AuthOptions { ClockSkew = ClockSkew, KeysMaxAge = TimeSpan.FromHours(12) };
        _issuers = DirectoryIssuer.Of(_options).ToDictionary(
            issuer => issuer.Issuer, issuer => ((DirectoryIssuer?)issuer, Keys(issuer.Issuer, issuer.MetadataAddress)), StringComparer.Ordinal);
        _issuers[_options.Issuer] = (null, Keys(_options.Issuer, _options.MetadataAddress));

        IssuerKeys Keys(string issuer, string metadata) => new(new() { Issuer = issuer, MetadataAddress = metadata }, auth, http, clock, logger);
    }

    /// <summary>Says why an activity is refused; null when it is somebody's who may send it.</summary>
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
            // Not yet to be believed: it only says whose keys the signature is checked with.
            if (!_issuers.TryGetValue(ClaimsReader.Required(envelope.Claims, "iss"), out var issuer))
                throw new TokenFaultException("its issuer is neither the connector nor the bot's directory");
            CheckClaims(envelope.Claims);
            issuer.Directory?.Check(envelope.Claims, _options);
            if (envelope.Algorithm != Algorithm)
                throw new TokenFaultException("its algorithm is not allowed");
            var keys = await issuer.Keys.FindAsync(envelope.KeyId, Algorithm, cancellationToken);
            if (keys.Count == 0)
                throw new TokenFaultException("its key is not one of the issuer's");
            if (await SignatureCheck.FindFaultAsync(token, Algorithm, keys) is { } fault)
                throw new TokenFaultException(fault);
            if (issuer.Directory is not null)
                return null; // its keys know no channels, and its tokens no address
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
