using System.Collections;

namespace Agent.Processes.Telemetry;

/// <summary>The ids that every line has that is logged in a turn.</summary>
internal sealed class TurnLogScope(ConversationKey key, int turn) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 3;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("Tenant", key.Tenant),
        1 => new("Conversation", key.Id),
        2 => new("Turn", TurnIds.Format(turn)),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    public override string ToString() => $"Tenant:{key.Tenant} Conversation:{key.Id} Turn:{TurnIds.Format(turn)}";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
