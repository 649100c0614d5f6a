using System.Collections.Concurrent;

namespace Agent.Processes.Runtime;

/// <summary>Those who are interested in conversations. Being told costs a look-up; coming and going copies the few who are interested in the same one.</summary>
internal sealed class Subscribers<T> where T : class
{
    private readonly ConcurrentDictionary<ConversationKey, T[]> _byKey = new();

    public int Count => _byKey.Values.Sum(present => present.Length);

    public IEnumerable<T> All => _byKey.Values.SelectMany(present => present);

    public T[] Of(ConversationKey key) => _byKey.TryGetValue(key, out var present) ? present : [];

    public void Add(ConversationKey key, T subscriber) => _byKey.AddOrUpdate(key, [subscriber], (_, present) => [.. present, subscriber]);

    public void Remove(ConversationKey key, T subscriber)
    {
        while (_byKey.TryGetValue(key, out var present))
        {
            T[] rest = [.. present.Where(other => other != subscriber)];
            if (rest.Length == 0 ? _byKey.TryRemove(new(key, present)) : _byKey.TryUpdate(key, rest, present))
            {
                return;
            }
        }
    }
}
