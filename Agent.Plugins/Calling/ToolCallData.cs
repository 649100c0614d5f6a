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

    /// <summary>The name of this one call, the same when it is repeated: conversation id, a colon, tool call id.</summary>
    public const string IdempotencyKey = "agent.idempotency_key";
}
