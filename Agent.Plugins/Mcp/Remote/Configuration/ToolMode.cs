namespace Agent.Plugins.Mcp.Remote.Configuration;

/// <summary>Where our own tools run.</summary>
public enum ToolMode
{
    /// <summary>In this process, on its database.</summary>
    InProcess,

    /// <summary>In a tool server, which this process reaches over MCP; it needs no back office of its own.</summary>
    Mcp,
}
