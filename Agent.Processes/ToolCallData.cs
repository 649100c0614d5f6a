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

    /// <summary>Conversation id, a colon, and the tool call's id: the same for every attempt at one call.</summary>
    public const string IdempotencyKey = "agent.idempotency_key";
}
