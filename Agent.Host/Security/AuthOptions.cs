using Agent.Host.Security.Sessions;
using Agent.Host.Security.Tokens;

namespace Agent.Host.Security;

/// <summary>Who may call, and how they show who they are. Anything configured here switches off the trust in loopback that Development begins with.</summary>
public sealed class AuthOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Auth";

    /// <summary>What bearer tokens for the API must be meant for (their <c>aud</c>). Needed as soon as there is an issuer.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The OpenID Connect issuers whose tokens are accepted, by a name of your choice.</summary>
    public Dictionary<string, TokenIssuerOptions> Issuers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How people sign in with a browser.</summary>
    public SignInOptions SignIn { get; } = new();

    /// <summary>How far the clocks of an issuer and of this service may be apart. Default: 30 seconds.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How old an issuer's keys may be before they are read again, in the background. A withdrawn key is accepted that long. Default: 1 hour.</summary>
    public TimeSpan KeysMaxAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The least time between two readings of one issuer's keys: a token that names a key nobody knows makes us look at most this often. Default: 30 seconds.
    /// </summary>
    public TimeSpan KeyRefreshInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an API key or a tenant that was looked up is remembered. One that is revoked or suspended elsewhere is let in that long. Default: 30 seconds.</summary>
    public TimeSpan LookupCache { get; set; } = TimeSpan.FromSeconds(30);
}
