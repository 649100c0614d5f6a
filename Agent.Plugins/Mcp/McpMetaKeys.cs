using Agent.Plugins.Calling;

namespace Agent.Plugins.Mcp;

/// <summary>
/// The members of <c>_meta</c> by which a call says on whose behalf it is made, and a tool what it is. The first five are the names that hold in the
/// process as well.
/// </summary>
public static class McpMetaKeys
{
    /// <summary>In a call: the tenant; only a caller who acts for several has to name it.</summary>
    public const string Tenant = ToolCallData.Tenant;

    /// <summary>In a call: the customer; a customer's own token says it already.</summary>
    public const string CustomerId = ToolCallData.CustomerId;

    /// <summary>In a call: the conversation.</summary>
    public const string ConversationId = ToolCallData.ConversationId;

    /// <summary>In a call: its name, the same when it is repeated. What changes something does not run without.</summary>
    public const string IdempotencyKey = ToolCallData.IdempotencyKey;

    /// <summary>In a call: the request or turn, for the audit record.</summary>
    public const string RequestId = ToolCallData.RequestId;

    /// <summary>In a call: the scopes the caller wants to use for it, of those it has; absent: all of them.</summary>
    public const string Scopes = ToolCallData.Scopes;

    /// <summary>In a call: W3C trace context.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>In a call: W3C trace context.</summary>
    public const string TraceState = "tracestate";

    /// <summary>Of a tool: the group it belongs to.</summary>
    public const string Plugin = "agent.plugin";

    /// <summary>Of a tool: whether it changes something.</summary>
    public const string Consequential = "agent.consequential";

    /// <summary>Of a tool: the scope it needs.</summary>
    public const string Scope = "agent.scope";

    /// <summary>Of a tool: the version of its schema.</summary>
    public const string Schema = "agent.schema";
}
