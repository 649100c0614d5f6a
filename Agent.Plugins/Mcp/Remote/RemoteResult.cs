using Agent.Plugins.Calling.Results;
using ModelContextProtocol.Protocol;

namespace Agent.Plugins.Mcp.Remote;

/// <summary>The text of a result that came over MCP.</summary>
internal static class RemoteResult
{
    public static string TextOf(CallToolResult result)
    {
        var texts = (result.Content ?? []).Select(Describe).ToList();
        var text = texts.Count == 0 && result.StructuredContent is { } structured ? structured.GetRawText() : string.Join('\n', texts);
        return result.IsError is not true || text.StartsWith(ToolErrorFilter.Prefix, StringComparison.Ordinal) ? text : ToolErrorFilter.Prefix + text;
    }

    private static string Describe(ContentBlock block) => block switch
    {
        TextContentBlock text => text.Text,
        EmbeddedResourceBlock { Resource: TextResourceContents resource } => resource.Text,
        _ => $"[{block.Type} left out]",
    };
}
