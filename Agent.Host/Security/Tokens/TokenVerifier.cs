using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Agent.Host.Security.Tokens;

/// <summary>
/// Checks bearer tokens: JWTs that one of the configured issuers signed with RS256, PS256 or ES256, for the given audience, valid now. No token is a reason for more
/// than one round trip to its issuer, and nearly all are checked without any. Safe for concurrent use.
/// </summary>
public sealed class TokenVerifier
{
    private readonly AuthOptions _options;
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, IssuerKeys> _issuers;

    /// <summary>Reads no key yet: an issuer that is away does not keep the service from starting.</summary>
    public TokenVerifier(IOptions<AuthOptions> options, IHttpClientFactory http, TimeProvider clock, ILogger<TokenVerifier> logger)
    {
        (_options, _clock) = (options.Value, clock);
        _issuers = _options.Issuers.Values.ToDictionary(
            issuer => issuer.Issuer, issuer => new IssuerKeys(issuer, _options, http, clock, logger), StringComparer.Ordinal);
    }

    /// <summary>Whether there is an issuer at all.</summary>
    public bool HasIssuers => _issuers.Count > 0;

    /// <summary>Checks a token.</summary>
    /// <param name="token">As it came, without <c>Bearer</c>.</param>
    /// <param name="audience">Whom it must be meant for: <see cref="AuthOptions.Audience"/> for the API.</param>
    /// <param name="cancellationToken">Ends waiting for an issuer.</param>
    public async ValueTask<TokenVerdict> VerifyAsync(string token, string audience, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(audience);
        try
        {
            var envelope = TokenEnvelope.Read(token);
            // Not yet to be believed: it only says whose keys the signature is checked with.
            if (!_issuers.TryGetValue(ClaimsReader.Required(envelope.Claims, "iss"), out var issuer))
                return TokenVerdict.Refuse("its issuer is not one of ours");
            if (!issuer.Issuer.Allows(envelope.Algorithm))
                return TokenVerdict.Refuse("its algorithm is not allowed");
            var claims = Read(envelope.Claims, issuer.Issuer, audience); // cheap, so that nonsense costs no signature check and no look at the issuer
            CheckTimes(envelope.Claims);
            var keys = await issuer.FindAsync(envelope.KeyId, envelope.Algorithm, cancellationToken);
            if (keys.Count == 0)
                return TokenVerdict.Refuse("its key is not one of the issuer's");
            return await SignatureCheck.FindFaultAsync(token, envelope.Algorithm, keys) is { } fault ? TokenVerdict.Refuse(fault) : TokenVerdict.Accept(claims);
        }
        catch (TokenFaultException broken)
        {
            return TokenVerdict.Refuse(broken.Message);
        }
        catch (IssuerUnavailableException unavailable)
        {
            return TokenVerdict.Unavailable(unavailable.Message);
        }
    }

    /// <summary>The documents of the issuer that is configured under this name; null when there is none.</summary>
    internal IssuerKeys? Find(string issuer) => _issuers.GetValueOrDefault(issuer);

    private static VerifiedToken Read(JsonElement claims, TokenIssuerOptions issuer, string audience)
    {
        if (!(ClaimsReader.Texts(claims, "aud") ?? throw new TokenFaultException("it has no 'aud'")).Contains(audience, StringComparer.Ordinal))
            throw new TokenFaultException("it is meant for somebody else");
        _ = ClaimsReader.Required(claims, "sub");
        var tenant = string.IsNullOrEmpty(issuer.Tenant) ? ClaimsReader.Required(claims, issuer.TenantClaim!) : issuer.Tenant;
        if (!TenantNames.IsValid(tenant) || (issuer.Tenants.Count > 0 && !issuer.Tenants.Contains(tenant)))
            throw new TokenFaultException("its tenant is not one its issuer speaks for");
        return new()
        {
            Issuer = issuer.Issuer,
            Subject = ClaimsReader.Required(claims, issuer.SubjectClaim),
            Tenant = tenant,
            Roles = [.. (ClaimsReader.Texts(claims, issuer.RolesClaim) ?? []).Select(role => issuer.Roles.GetValueOrDefault(role, role)).Where(Roles.All.Contains).Distinct()],
            Scopes = ClaimsReader.Scopes(claims),
            Tier = ClaimsReader.Text(claims, issuer.TierClaim),
            Team = ClaimsReader.Text(claims, issuer.TeamClaim),
            ClientId = ClaimsReader.Text(claims, "azp") ?? ClaimsReader.Text(claims, "client_id"),
            ExpiresAt = ClaimsReader.Time(claims, "exp") ?? throw new TokenFaultException("it has no 'exp'"),
            Nonce = ClaimsReader.Text(claims, "nonce"),
        };
    }

    private void CheckTimes(JsonElement claims)
    {
        var now = _clock.GetUtcNow();
        if (ClaimsReader.Time(claims, "exp") is { } expires && expires + _options.ClockSkew <= now)
            throw new TokenFaultException("it has expired");
        if (ClaimsReader.Time(claims, "nbf") is { } begins && begins - _options.ClockSkew > now)
            throw new TokenFaultException("it is not valid yet");
        if (ClaimsReader.Time(claims, "iat") is { } issued && issued - _options.ClockSkew > now)
            throw new TokenFaultException("it was issued in the future");
    }
}
