namespace Agent.Plugins.Mcp.Remote;

/// <summary>How one tool server is doing.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Fault">What is wrong; null when it answered last time.</param>
/// <param name="Tools">How many tools it offers.</param>
public sealed record ToolSourceStatus(string Name, string? Fault, int Tools);
