using System.Collections;

namespace Agent.Processes.Telemetry;

/// <summary>The turn of every line that is logged in one, and the request that began it, inside a <see cref="ConversationLogScope"/>.</summary>
internal sealed class TurnLogScope(int turn, string? requestId) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => requestId is null ? 1 : 2;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("Turn", TurnIds.Format(turn)),
        1 when requestId is not null => new("RequestId", requestId),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    public override string ToString() => requestId is null ? $"Turn:{TurnIds.Format(turn)}" : $"Turn:{TurnIds.Format(turn)}, RequestId:{requestId}";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
