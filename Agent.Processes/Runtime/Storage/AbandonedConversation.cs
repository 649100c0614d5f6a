namespace Agent.Processes.Runtime.Storage;

/// <summary>A conversation whose owner went away.</summary>
/// <param name="Key">The conversation.</param>
/// <param name="Attempts">How often work on it broke off at the same superstep.</param>
/// <param name="IsParked">True when that was too often.</param>
internal sealed record AbandonedConversation(ConversationKey Key, int Attempts, bool IsParked);
