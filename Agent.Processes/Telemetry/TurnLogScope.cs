using System.Collections;

namespace Agent.Processes.Telemetry;

/// <summary>The turn of every line that is logged in one, inside a <see cref="ConversationLogScope"/>.</summary>
internal sealed class TurnLogScope(int turn) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 1;

    public KeyValuePair<string, object?> this[int index] =>
        index == 0 ? new("Turn", TurnIds.Format(turn)) : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
    }

    public override string ToString() => $"Turn:{TurnIds.Format(turn)}";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
