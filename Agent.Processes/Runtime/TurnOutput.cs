namespace Agent.Processes.Runtime;

/// <summary>Shows the pieces of an answer to those who watch on this replica.</summary>
internal sealed class TurnOutput(ConversationHub hub, ConversationKey key, int turn) : ITurnOutput
{
    public void WriteDelta(string text) => hub.PublishDelta(key, turn, text);
}
