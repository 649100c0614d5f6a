using Agent.Processes.Runtime.Storage;

namespace Agent.Processes.Runtime;

/// <summary>Shows the pieces of an answer to those who watch, on whatever replica.</summary>
internal sealed class TurnOutput(ConversationHub hub, Claim claim, int turn) : ITurnOutput
{
    public void WriteDelta(string text) => hub.PublishDelta(claim.Key, turn, claim.Epoch, text);
}
