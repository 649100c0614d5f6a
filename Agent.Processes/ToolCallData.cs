namespace Agent.Processes;

/// <summary>
/// The keys under which a tool finds its call context in <c>Kernel.Data</c>. The tools' project repeats them, since neither project knows the other.
/// </summary>
public static class ToolCallData
{
    /// <summary>The tenant's id.</summary>
    public const string Tenant = "agent.tenant";

    /// <summary>The customer on whose behalf the tool is called; absent for a visitor who is not identified yet.</summary>
    public const string CustomerId = "agent.customer_id";

    /// <summary>The conversation's id.</summary>
    public const string ConversationId = "agent.conversation_id";

    /// <summary>In which role the caller acts: a workflow is an <c>agent</c>, which acts for the conversation's customer.</summary>
    public const string Role = "agent.role";

    /// <summary>What the caller may do, such as <c>orders:read tickets:write</c>.</summary>
    public const string Scopes = "agent.scopes";

    /// <summary>Who calls, for the tools' audit record.</summary>
    public const string Caller = "agent.caller";

    /// <summary>The turn's id, for the tools' audit record.</summary>
    public const string RequestId = "agent.request_id";

    /// <summary>Conversation id, a colon, and the tool call's id: the same for every attempt at one call.</summary>
    public const string IdempotencyKey = "agent.idempotency_key";
}
