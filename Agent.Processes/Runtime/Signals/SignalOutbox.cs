using Agent.Processes.Runtime.Storage;

namespace Agent.Processes.Runtime.Signals;

/// <summary>
/// What is to be told to other replicas. Putting something in costs a turn nothing but memory, and that is bounded: what grows too large
/// becomes the hint to look into the database, where every event is.
/// </summary>
internal sealed class SignalOutbox(ReplicaIdentity replica, TimeProvider clock)
{
    private const int MostFeeds = 10_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Replica, ConversationKey Key), OutgoingFeed> _feeds = [];
    private readonly Queue<OutgoingFeed> _order = new();
    private readonly HashSet<ConversationKey> _watched = [];
    private readonly HashSet<ConversationKey> _left = [];
    private readonly WakeUp _any = new(clock);
    private readonly WakeUp _urgent = new(clock);
    private bool _asksAll;
    private long _number;

    /// <summary>Tells everybody that this replica watches a conversation.</summary>
    public void Watch(ConversationKey key)
    {
        lock (_lock)
        {
            _left.Remove(key);
            _watched.Add(key);
        }

        Wake(isUrgent: true);
    }

    /// <summary>Tells everybody that it no longer does.</summary>
    public void Leave(ConversationKey key)
    {
        lock (_lock)
        {
            // Nobody was told yet, or somebody was before: in both cases it does no harm to say so.
            _watched.Remove(key);
            _left.Add(key);
        }

        Wake(isUrgent: false);
    }

    /// <summary>Asks everybody what they watch.</summary>
    public void AskAll()
    {
        lock (_lock)
        {
            _asksAll = true;
        }

        Wake(isUrgent: true);
    }

    /// <param name="to">The replica that watches.</param>
    /// <param name="key">The conversation.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="events">Stored events as a JSON array, which nobody changes any more.</param>
    public void SendEvents(string to, ConversationKey key, int turn, ReadOnlyMemory<byte> events)
    {
        Put(to, key, feed => feed.Add(new FeedSignal(key, turn, events)));
        Wake(isUrgent: true);
    }

    public void SendDelta(string to, ConversationKey key, int turn, long epoch, string text)
    {
        Put(to, key, feed => feed.AddDelta(turn, epoch, text));
        Wake(isUrgent: false);
    }

    /// <summary>Tells a replica to look into the database.</summary>
    public void SendLook(string to, ConversationKey key)
    {
        Put(to, key, feed => feed.Collapse());
        Wake(isUrgent: true);
    }

    /// <summary>Returns when there is something to send. Pieces of answers alone are gathered for a moment.</summary>
    public async Task ArrivesAsync(TimeSpan deltaPause, CancellationToken cancellationToken)
    {
        await _any.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
        await _urgent.WaitAsync(deltaPause, cancellationToken);
    }

    /// <summary>Takes out what is to be sent together, in its order.</summary>
    public SignalBatch Take(int about)
    {
        lock (_lock)
        {
            List<Notification> notifications = [.. WatchSignal.Write(replica.Id, _watched, _left, _asksAll)];
            var batch = new SignalBatch(notifications, [], [.. _watched], [.. _left], _asksAll);
            _watched.Clear();
            _left.Clear();
            _asksAll = false;
            while (notifications.Count < about && _order.TryDequeue(out var feed))
            {
                _feeds.Remove((feed.Replica, feed.Key));
                batch.Feeds.Add((feed.Replica, feed.Key));
                notifications.AddRange(feed.Write(ref _number));
            }

            return batch;
        }
    }

    /// <summary>Puts back what could not be sent, or perhaps was: a piece twice would be wrong and a missing one is not, so of feeds the hint remains.</summary>
    public void Return(SignalBatch batch)
    {
        foreach (var (to, key) in batch.Feeds)
        {
            SendLook(to, key);
        }

        lock (_lock)
        {
            _watched.UnionWith(batch.Watched.Where(key => !_left.Contains(key)));
            _left.UnionWith(batch.Left.Where(key => !_watched.Contains(key)));
            _asksAll |= batch.AsksAll;
        }

        Wake(isUrgent: true);
    }

    private void Put(string to, ConversationKey key, Action<OutgoingFeed> add)
    {
        lock (_lock)
        {
            if (!_feeds.TryGetValue((to, key), out var feed))
            {
                if (_feeds.Count == MostFeeds)
                {
                    return; // That replica sees it when it next looks into the database.
                }

                feed = new(to, key);
                _feeds.Add((to, key), feed);
                _order.Enqueue(feed);
            }

            add(feed);
        }
    }

    private void Wake(bool isUrgent)
    {
        _any.Give();
        if (isUrgent)
        {
            _urgent.Give();
        }
    }
}
