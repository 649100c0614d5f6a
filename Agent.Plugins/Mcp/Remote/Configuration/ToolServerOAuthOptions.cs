using System.ComponentModel.DataAnnotations;

namespace Agent.Plugins.Mcp.Remote.Configuration;

/// <summary>How this service gets an access token for a tool server: OAuth client credentials (RFC 6749, section 4.4).</summary>
public sealed class ToolServerOAuthOptions
{
    /// <summary>The authorization server's token endpoint, such as <c>https://login.example/oauth/token</c>.</summary>
    [Required]
    public Uri? TokenUrl { get; set; }

    /// <summary>Who this service is to the authorization server.</summary>
    [Required]
    public string ClientId { get; set; } = "";

    /// <summary>What proves it.</summary>
    [Required]
    public string ClientSecret { get; set; } = "";

    /// <summary>The scopes to ask for, with blanks between. Default: those the authorization server gives unasked.</summary>
    public string? Scope { get; set; }

    /// <summary>
    /// What the token is to be good for (RFC 8707). Default: the tool server's address, as the protocol wants it. Empty: nothing is said, for an authorization server that
    /// does not know the parameter.
    /// </summary>
    public string? Resource { get; set; }

    /// <summary>Whether id and secret go into the body instead of the Authorization header. Default: no.</summary>
    public bool SecretInBody { get; set; }

    /// <summary>How long before its end a token is replaced; at most a fifth of its life. Default: 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RefreshBefore { get; set; } = TimeSpan.FromMinutes(1);
}
