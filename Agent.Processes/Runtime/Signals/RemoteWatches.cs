using System.Collections.Concurrent;

namespace Agent.Processes.Runtime.Signals;

/// <summary>Which other replicas watch which conversations, as they told. Who is not heard of again is forgotten.</summary>
internal sealed class RemoteWatches(TimeProvider clock)
{
    private readonly ConcurrentDictionary<ConversationKey, Watch[]> _watches = new();

    /// <summary>How many conversations are watched from elsewhere.</summary>
    public int Count => _watches.Count;

    /// <summary>The replicas that want to know what happens in a conversation. Costs one look-up where nobody does.</summary>
    public IEnumerable<string> Of(ConversationKey key)
    {
        if (_watches.IsEmpty || !_watches.TryGetValue(key, out var watches))
        {
            return [];
        }

        var now = clock.GetTimestamp();
        return watches.Where(watch => watch.Until > now).Select(watch => watch.Replica);
    }

    /// <returns>Whether this is news: that replica did not watch the conversation, or has not been heard of for too long.</returns>
    public bool Add(ConversationKey key, string replica, TimeSpan time)
    {
        var isNew = !Of(key).Contains(replica);
        var watch = new Watch(replica, clock.GetTimestamp() + (long)(time.TotalSeconds * clock.TimestampFrequency));
        _watches.AddOrUpdate(key, [watch], (_, present) => [.. present.Where(other => other.Replica != replica), watch]);
        return isNew;
    }

    public void Remove(ConversationKey key, string replica) => Keep(key, watch => watch.Replica != replica);

    /// <summary>Forgets those who were not heard of again.</summary>
    public void Sweep()
    {
        var now = clock.GetTimestamp();
        foreach (var key in _watches.Keys)
        {
            Keep(key, watch => watch.Until > now);
        }
    }

    private void Keep(ConversationKey key, Func<Watch, bool> predicate)
    {
        while (_watches.TryGetValue(key, out var present))
        {
            Watch[] rest = [.. present.Where(predicate)];
            if (rest.Length == present.Length
                || (rest.Length == 0 ? _watches.TryRemove(new(key, present)) : _watches.TryUpdate(key, rest, present)))
            {
                return;
            }
        }
    }

    /// <param name="Replica">Who watches.</param>
    /// <param name="Until">Until when, as a timestamp of the clock.</param>
    private sealed record Watch(string Replica, long Until);
}
