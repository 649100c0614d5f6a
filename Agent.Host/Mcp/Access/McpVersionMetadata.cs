using Agent.Plugins.Mcp.Serving;

namespace Agent.Host.Mcp.Access;

/// <summary>Which version of the schemas an address serves.</summary>
internal sealed record McpVersionMetadata(ToolSchemaVersion Version);
