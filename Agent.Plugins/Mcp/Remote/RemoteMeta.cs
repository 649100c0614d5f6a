using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Agent.Plugins.Calling;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Mcp.Remote;

/// <summary>What a call says about itself in <c>_meta</c>. Another company's server learns nothing of our customers there, only a name for the call.</summary>
internal static class RemoteMeta
{
    private static readonly string[] Own =
        [McpMetaKeys.Tenant, McpMetaKeys.CustomerId, McpMetaKeys.ConversationId, McpMetaKeys.IdempotencyKey, McpMetaKeys.RequestId, McpMetaKeys.Scopes];

    public static JsonObject Of(Kernel kernel, bool isOwn)
    {
        var meta = new JsonObject();
        if (isOwn)
        {
            foreach (var key in Own)
            {
                if (Text(kernel, key) is { } value)
                {
                    meta[key] = value;
                }
            }

            return meta;
        }

        if (Text(kernel, ToolCallData.IdempotencyKey) is { } named)
        {
            meta[McpMetaKeys.IdempotencyKey] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(named)));
        }

        return meta;
    }

    private static string? Text(Kernel kernel, string key) => kernel.Data.TryGetValue(key, out var value) && value is string { Length: > 0 } text ? text : null;
}
