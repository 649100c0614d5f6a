using System.ComponentModel.DataAnnotations;

namespace Agent.Plugins.Mcp.Remote.Configuration;

/// <summary>One MCP server whose tools are used.</summary>
public sealed class ToolServerOptions
{
    /// <summary>Its address, such as <c>https://crm.example/mcp</c>.</summary>
    [Required]
    public Uri? Url { get; set; }

    /// <summary>The bearer token to show it. Default: none.</summary>
    public string? Token { get; set; }

    /// <summary>Gets a token by OAuth client credentials, in place of <see cref="Token"/>. Default: none.</summary>
    public ToolServerOAuthOptions? OAuth { get; set; }

    /// <summary>What the names of its tools begin with here, before an underscore. Default: the name under which it is configured. Our own server's have none.</summary>
    [RegularExpression("^[a-zA-Z][a-zA-Z0-9_]{0,29}$", ErrorMessage = "Prefix must be 1 to 30 letters, digits and underscores, and begin with a letter.")]
    public string? Prefix { get; set; }

    /// <summary>The tools that may be used, by the server's names; none means all.</summary>
    public IList<string> AllowedTools { get; } = [];

    /// <summary>How far it is believed. Default: not at all.</summary>
    public ToolServerTrust Trust { get; set; }

    /// <summary>Tools that change something, whatever the server says: they always take the way through eligibility and approval.</summary>
    public IList<string> Consequential { get; } = [];

    /// <summary>Tools that only read, whatever the server says.</summary>
    public IList<string> Reading { get; } = [];

    /// <summary>The revision of the protocol to insist on. Default: the newest both sides know.</summary>
    public string? ProtocolVersion { get; set; }

    /// <summary>How often the list of tools is read again, beside the server's own word that it has changed. Default: 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one attempt at a request may take. Default: 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The most bytes of one answer that are read. Default: 1 MB.</summary>
    [Range(1_024, 100_000_000)]
    public long MostBytes { get; set; } = 1_000_000;
}
