using System.Collections.Concurrent;
using Agent.Processes.Runtime.Signals;

namespace Agent.Processes.Runtime;

/// <summary>
/// Tells those who watch a conversation or wait for a turn what was committed, and shows them the deltas: on this replica at once, on others that
/// asked for it by way of the outbox. It keeps nothing of an idle conversation.
/// </summary>
internal sealed class ConversationHub(RemoteWatches remote, SignalOutbox outbox, TimeProvider clock)
{
    private const int RememberedTurns = 1024;
    private readonly Subscribers<ConversationWatcher> _watchers = new();
    private readonly Subscribers<TurnWaiter> _waiters = new();
    private readonly ConcurrentDictionary<(ConversationKey Key, int Turn), TurnView> _ended = new();
    private readonly ConcurrentQueue<(ConversationKey Key, int Turn)> _endedOrder = new();

    /// <summary>How many watch and wait here.</summary>
    public int Count => _watchers.Count + _waiters.Count;

    /// <summary>Watches a conversation until disposed.</summary>
    public ConversationWatcher Watch(ConversationKey key)
    {
        var watcher = new ConversationWatcher(key, _watchers.Remove, clock);
        _watchers.Add(key, watcher);
        return watcher;
    }

    /// <summary>Waits for the end of a turn until disposed. It comes by itself from a turn that runs here, or just did.</summary>
    public TurnWaiter WaitFor(ConversationKey key, int turn)
    {
        var waiter = new TurnWaiter(key, turn, _waiters.Remove, clock);
        _waiters.Add(key, waiter);
        if (_ended.TryGetValue((key, turn), out var ended))
        {
            waiter.End(ended);
        }

        return waiter;
    }

    /// <summary>Shows what a commit stored.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="events">The stored events as a JSON array. Read before this returns.</param>
    public void Publish(ConversationKey key, int turn, ReadOnlyMemory<byte> events)
    {
        Show(key, turn, events);
        ReadOnlyMemory<byte> copy = default;
        foreach (var replica in remote.Of(key))
        {
            copy = copy.IsEmpty ? events.ToArray() : copy;
            outbox.SendEvents(replica, key, turn, copy);
        }
    }

    /// <summary>Shows a piece of an answer.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="epoch">The epoch of the owner whose model wrote it: what a former owner still says is shown to nobody.</param>
    /// <param name="text">The piece.</param>
    public void PublishDelta(ConversationKey key, int turn, long epoch, string text)
    {
        ShowDelta(key, turn, epoch, text);
        foreach (var replica in remote.Of(key))
        {
            outbox.SendDelta(replica, key, turn, epoch, text);
        }
    }

    /// <summary>Ends the waiting for a turn that has ended here.</summary>
    public void End(ConversationKey key, int turn, TurnView view)
    {
        // Whoever posted the message may ask only now: the newest turns are remembered for them, up to a fixed number.
        _ended[(key, turn)] = view;
        _endedOrder.Enqueue((key, turn));
        while (_endedOrder.Count > RememberedTurns && _endedOrder.TryDequeue(out var oldest))
        {
            _ended.TryRemove(oldest, out _);
        }

        EndWaiting(key, turn, view);
    }

    /// <summary>Shows what another replica told.</summary>
    public void Receive(FeedSignal feed)
    {
        if (feed.IsLook)
        {
            Look(feed.Key);
            return;
        }

        if (feed.Delta is { } text)
        {
            ShowDelta(feed.Key, feed.Turn, feed.Epoch, text);
            return;
        }

        Show(feed.Key, feed.Turn, feed.Events);
        if (_waiters.Of(feed.Key).Length > 0 && StoredEvents.ReadEnd(feed.Events, feed.Turn) is { } view)
        {
            EndWaiting(feed.Key, feed.Turn, view);
        }
    }

    /// <summary>Has those who watch a conversation, or wait for it, look into the database.</summary>
    public void Look(ConversationKey key)
    {
        Array.ForEach(_watchers.Of(key), watcher => watcher.Look());
        Array.ForEach(_waiters.Of(key), waiter => waiter.Look());
    }

    /// <summary>Has everybody look into the database.</summary>
    public void LookAll()
    {
        foreach (var watcher in _watchers.All)
        {
            watcher.Look();
        }

        foreach (var waiter in _waiters.All)
        {
            waiter.Look();
        }
    }

    private void Show(ConversationKey key, int turn, ReadOnlyMemory<byte> events)
    {
        if (_watchers.Of(key) is not { Length: > 0 } watchers)
        {
            return;
        }

        foreach (var stored in StoredEvents.Read(events, turn))
        {
            Array.ForEach(watchers, watcher => watcher.Offer(stored));
        }
    }

    private void ShowDelta(ConversationKey key, int turn, long epoch, string text)
    {
        if (_watchers.Of(key) is not { Length: > 0 } watchers)
        {
            return;
        }

        var data = System.Text.Json.JsonSerializer.SerializeToElement(new MessageDelta(TurnIds.Format(turn), text), StoredJson.Options);
        var delta = new ConversationEvent(null, ConversationEvents.MessageDelta, data, clock.GetUtcNow(), turn);
        Array.ForEach(watchers, watcher => watcher.OfferDelta(delta, epoch));
    }

    private void EndWaiting(ConversationKey key, int turn, TurnView view)
    {
        foreach (var waiter in _waiters.Of(key))
        {
            if (waiter.Turn == turn)
            {
                waiter.End(view);
            }
            else
            {
                waiter.Look(); // a cancel ends several turns with one event
            }
        }
    }
}
