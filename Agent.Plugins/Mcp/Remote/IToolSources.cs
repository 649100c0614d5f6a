namespace Agent.Plugins.Mcp.Remote;

/// <summary>How the configured tool servers are doing.</summary>
public interface IToolSources
{
    /// <summary>One entry per server.</summary>
    IReadOnlyList<ToolSourceStatus> Status { get; }
}
