using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Mcp.Serving;

/// <summary>On whose behalf a request over MCP calls a tool, after it was decided that the caller may say so.</summary>
public sealed record McpCall
{
    /// <summary>The key in the message's items.</summary>
    public const string Item = "agent.call";

    /// <summary>Whose shop it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>Role and scopes.</summary>
    public required ToolCaller Caller { get; init; }

    /// <summary>Who calls, for the audit record.</summary>
    public required string CallerName { get; init; }

    /// <summary>The customer; null while nobody knows.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The conversation the call belongs to, if any.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The name of this one call, the same when it is repeated; null for a call that was not named.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The request or turn, for the audit record.</summary>
    public string? RequestId { get; init; }

    /// <summary>Puts all of it where the tools and the filters around them look for it.</summary>
    internal void Fill(Kernel kernel)
    {
        var data = kernel.Data;
        data[ToolCallData.Tenant] = Tenant;
        data[ToolCallData.Role] = Caller.Role;
        data[ToolCallData.Scopes] = Caller.Scopes;
        data[ToolCallData.Caller] = CallerName;
        Set(data, ToolCallData.CustomerId, CustomerId);
        Set(data, ToolCallData.ConversationId, ConversationId);
        Set(data, ToolCallData.IdempotencyKey, IdempotencyKey);
        Set(data, ToolCallData.RequestId, RequestId);
    }

    private static void Set(IDictionary<string, object?> data, string key, string? value)
    {
        if (value is null)
        {
            data.Remove(key);
            return;
        }

        data[key] = value;
    }
}
