namespace Agent.Plugins.Mcp.Remote.Configuration;

/// <summary>Where the tools come from.</summary>
public sealed class ToolSourceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Tools";

    /// <summary>Where our own tools run. Default: in this process.</summary>
    public ToolMode Mode { get; set; }

    /// <summary>MCP servers, by a name of your choice.</summary>
    public Dictionary<string, ToolServerOptions> Servers { get; } = new(StringComparer.OrdinalIgnoreCase);
}
