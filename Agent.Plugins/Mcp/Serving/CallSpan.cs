using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Agent.Plugins.Mcp.Serving;

/// <summary>
/// The span of a tool call that came over MCP. It belongs to the trace the caller names in <c>_meta</c>, which says more than the HTTP request's: a
/// client may send calls of many traces over one connection, through proxies that begin traces of their own.
/// </summary>
internal static class CallSpan
{
    /// <summary>The name to listen to.</summary>
    public const string SourceName = "Agent.Tools.Mcp";

    private static readonly ActivitySource Source = new(SourceName);

    public static Activity? Start(string tool, JsonObject? meta)
    {
        var parent = Text(meta, McpMetaKeys.TraceParent) is { } trace && ActivityContext.TryParse(trace, Text(meta, McpMetaKeys.TraceState), isRemote: true, out var context)
            ? context : Activity.Current?.Context ?? default;
        var span = Source.StartActivity($"tools/call {tool}", ActivityKind.Server, parent);
        span?.SetTag("mcp.method.name", "tools/call").SetTag("gen_ai.tool.name", tool);
        return span;
    }

    private static string? Text(JsonObject? meta, string name) => meta?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
