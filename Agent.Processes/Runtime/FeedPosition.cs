namespace Agent.Processes.Runtime;

/// <summary>How far a stream has come.</summary>
internal sealed class FeedPosition(long after)
{
    private int _endedTurn;

    /// <summary>The number of the last event taken.</summary>
    public long Last { get; private set; } = after;

    public static bool EndsTurn(ConversationEvent happened) => happened.Type is ConversationEvents.TurnCompleted or ConversationEvents.TurnFailed;

    /// <summary>True when events before this one have not been seen.</summary>
    public bool Misses(ConversationEvent live) => live.Number > Last + 1;

    /// <returns>False when it has been seen, or is a piece of an answer that is already there.</returns>
    public bool Take(ConversationEvent happened)
    {
        if (happened.Number is not { } number)
        {
            return happened.Turn > _endedTurn;
        }

        if (number <= Last)
        {
            return false;
        }

        Last = number;
        _endedTurn = EndsTurn(happened) ? happened.Turn : _endedTurn;
        return true;
    }
}
