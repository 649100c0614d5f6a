namespace Agent.Processes;

/// <summary>Who waits for a conversation's answers. Stored as a number: the smaller one is served first.</summary>
public enum ConversationPriority
{
    /// <summary>A person does.</summary>
    Interactive = 0,

    /// <summary>A program does, such as a replay of recorded conversations: it is served when no person waits.</summary>
    Batch = 1,
}
