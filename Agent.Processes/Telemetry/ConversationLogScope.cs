using System.Collections;

namespace Agent.Processes.Telemetry;

/// <summary>The ids that every line has that is logged while a conversation is worked on.</summary>
internal sealed class ConversationLogScope(ConversationKey key) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 2;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("Tenant", key.Tenant),
        1 => new("Conversation", key.Id),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    public override string ToString() => $"Tenant:{key.Tenant} Conversation:{key.Id}";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
