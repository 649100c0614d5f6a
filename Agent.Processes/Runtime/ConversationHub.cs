using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;

namespace Agent.Processes.Runtime;

/// <summary>Tells those who watch a conversation on this replica what was committed, and shows them the deltas. It keeps nothing of an idle conversation.</summary>
internal sealed class ConversationHub(TimeProvider clock)
{
    private const int RememberedTurns = 1024;
    private readonly ConcurrentDictionary<ConversationKey, Watcher[]> _watchers = new();
    private readonly ConcurrentDictionary<(ConversationKey Key, int Turn), TaskCompletionSource<TurnView>> _waiters = new();
    private readonly ConcurrentDictionary<(ConversationKey Key, int Turn), TurnView> _ended = new();
    private readonly ConcurrentQueue<(ConversationKey Key, int Turn)> _endedOrder = new();

    /// <summary>Watches a conversation until disposed.</summary>
    public Watcher Watch(ConversationKey key)
    {
        var watcher = new Watcher(this, key);
        _watchers.AddOrUpdate(key, [watcher], (_, present) => [.. present, watcher]);
        return watcher;
    }

    /// <summary>The end of a turn that runs here, or just did. It never comes for one that runs elsewhere.</summary>
    public Task<TurnView> WhenEnded(ConversationKey key, int turn)
    {
        var waiter = _waiters.GetOrAdd((key, turn), _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_ended.TryGetValue((key, turn), out var ended))
        {
            waiter.TrySetResult(ended);
            Forget(key, turn);
        }

        return waiter.Task;
    }

    /// <summary>Stops waiting, so that nothing is kept of a turn that ends elsewhere.</summary>
    public void Forget(ConversationKey key, int turn) => _waiters.TryRemove((key, turn), out _);

    /// <summary>Shows what a commit stored.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="events">The stored events as a JSON array. Read before this returns.</param>
    public void Publish(ConversationKey key, int turn, ReadOnlyMemory<byte> events)
    {
        if (!_watchers.TryGetValue(key, out var watchers))
        {
            return;
        }

        foreach (var stored in StoredEvents.Read(events, turn))
        {
            Array.ForEach(watchers, watcher => watcher.Offer(stored));
        }
    }

    public void PublishDelta(ConversationKey key, int turn, string text)
    {
        if (!_watchers.TryGetValue(key, out var watchers))
        {
            return;
        }

        var data = JsonSerializer.SerializeToElement(new MessageDelta(TurnIds.Format(turn), text), StoredJson.Options);
        var delta = new ConversationEvent(null, ConversationEvents.MessageDelta, data, clock.GetUtcNow(), turn);
        Array.ForEach(watchers, watcher => watcher.Offer(delta));
    }

    public void End(ConversationKey key, int turn, TurnView view)
    {
        // Whoever posted the message may ask only now: the newest turns are remembered for them, up to a fixed number.
        _ended[(key, turn)] = view;
        _endedOrder.Enqueue((key, turn));
        while (_endedOrder.Count > RememberedTurns && _endedOrder.TryDequeue(out var oldest))
        {
            _ended.TryRemove(oldest, out _);
        }

        if (_waiters.TryRemove((key, turn), out var waiter))
        {
            waiter.TrySetResult(view);
        }
    }

    private void Leave(Watcher watcher)
    {
        while (_watchers.TryGetValue(watcher.Key, out var present))
        {
            Watcher[] rest = [.. present.Where(other => other != watcher)];
            if (rest.Length == 0
                ? _watchers.TryRemove(new(watcher.Key, present))
                : _watchers.TryUpdate(watcher.Key, rest, present))
            {
                return;
            }
        }
    }

    /// <summary>One who watches. A slow one loses deltas and is told of events late: it reads them from the database.</summary>
    internal sealed class Watcher(ConversationHub hub, ConversationKey key) : IDisposable
    {
        private readonly Channel<ConversationEvent> _events =
            Channel.CreateBounded<ConversationEvent>(new BoundedChannelOptions(512) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

        public ConversationKey Key => key;

        public ChannelReader<ConversationEvent> Events => _events.Reader;

        public void Offer(ConversationEvent offered) => _events.Writer.TryWrite(offered);

        public void Dispose() => hub.Leave(this);
    }
}
