namespace Agent.Processes;

/// <summary>The kinds of input a conversation takes: they are the input events of every workflow, and are stored in the inbox.</summary>
public static class ConversationInputs
{
    /// <summary>The customer wrote. Data: <see cref="CustomerMessage"/>.</summary>
    public const string Message = "conversation.message";

    /// <summary>A person decided an approval. Data: <see cref="ApprovalDecided"/>.</summary>
    public const string ApprovalDecided = "conversation.approval_decided";

    /// <summary>Nobody decided an approval in time. Data: <see cref="Processes.ApprovalDecided"/>, by <c>system</c>. A workflow that asks must take it.</summary>
    public const string ApprovalExpired = "conversation.approval_expired";

    /// <summary>A person is to be reminded of an approval. Data: <see cref="Processes.ApprovalReminder"/>.</summary>
    public const string ApprovalReminder = "conversation.approval_reminder";

    /// <summary>
    /// A person has handed the conversation back. Data: <see cref="Processes.HandedBack"/>. Whatever was under way when it was taken over is off the
    /// table. A workflow that does not take it learns nothing of what was said meanwhile.
    /// </summary>
    public const string HandedBack = "conversation.handed_back";
}

/// <summary>What a workflow is told when a person hands a conversation back.</summary>
public sealed record HandedBack
{
    /// <summary>Who hands it back.</summary>
    public required string By { get; init; }

    /// <summary>What the agent should know.</summary>
    public string? Note { get; init; }

    /// <summary>
    /// What the person wrote to the customer, oldest first. What the customer wrote meanwhile is not here: no guardrail has looked it over.
    /// </summary>
    public IReadOnlyList<string> Messages { get; init; } = [];
}

/// <summary>What a customer wrote.</summary>
public sealed record CustomerMessage
{
    /// <summary>The text, 1 to 65,536 bytes of UTF-8 less one (messages of 64 KB and more are refused at the door).</summary>
    public required string Text { get; init; }
}
