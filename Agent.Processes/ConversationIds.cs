using Agent.Processes.Runtime;

namespace Agent.Processes;

/// <summary>Ids of conversations, for whoever must know one before there is the conversation.</summary>
public static class ConversationIds
{
    /// <summary>A new id: opaque, unguessable, and behind those of earlier conversations in their order.</summary>
    public static string New(DateTimeOffset now) => PublicId.NewConversation(now);
}
