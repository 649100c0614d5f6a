namespace Agent.Plugins.Calling;

/// <summary>
/// The names under which a caller puts a tool call's context into <c>Kernel.Data</c>. They travel there and not among the
/// arguments, because the model writes the arguments.
/// </summary>
public static class ToolCallData
{
    /// <summary>Whose shop it is; always there.</summary>
    public const string Tenant = "agent.tenant";

    /// <summary>Who the customer is; absent while nobody knows.</summary>
    public const string CustomerId = "agent.customer_id";

    /// <summary>The conversation the call belongs to.</summary>
    public const string ConversationId = "agent.conversation_id";

    /// <summary>In which role the caller acts, see <see cref="Access.ToolRoles"/>; absent: a customer.</summary>
    public const string Role = "agent.role";

    /// <summary>What the caller may do, see <see cref="Access.ToolScopes"/>, with blanks between; absent: nothing that needs a scope.</summary>
    public const string Scopes = "agent.scopes";

    /// <summary>Who calls, for the audit record: a workflow's name or a token's subject.</summary>
    public const string Caller = "agent.caller";

    /// <summary>The request or turn the call belongs to, for the audit record.</summary>
    public const string RequestId = "agent.request_id";

    /// <summary>The name of this one call, the same when it is repeated: conversation id, a colon, tool call id.</summary>
    public const string IdempotencyKey = "agent.idempotency_key";
}
