namespace Agent.Host.Security.Sessions;

/// <summary>How people sign in with a browser: with the authorization code flow and PKCE, at one of the configured issuers.</summary>
public sealed class SignInOptions
{
    /// <summary>The name of the issuer among <see cref="AuthOptions.Issuers"/>; empty for no sign-in.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>What the issuer calls this service.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>What this service proves itself with to the issuer; none for a public client.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>The scopes that are asked for. Default: <c>openid profile</c>.</summary>
    public string Scope { get; set; } = "openid profile";

    /// <summary>How long a session lasts. Default: 8 hours.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(8);
}
