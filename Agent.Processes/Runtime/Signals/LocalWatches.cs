namespace Agent.Processes.Runtime.Signals;

/// <summary>
/// The conversations somebody watches or waits for here while they are not run here: the others are told, so that whoever runs them forwards what happens.
/// </summary>
internal sealed class LocalWatches(SignalOutbox outbox)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConversationKey, int> _watched = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _watched.Count;
            }
        }
    }

    /// <summary>An interest nobody is told of yet. Dispose it when it ends.</summary>
    public Interest Of(ConversationKey key) => new(this, key);

    /// <summary>Tells everybody again what is watched here.</summary>
    public void Renew()
    {
        lock (_lock)
        {
            foreach (var key in _watched.Keys)
            {
                outbox.Watch(key);
            }
        }
    }

    private void Add(ConversationKey key)
    {
        lock (_lock)
        {
            _watched[key] = _watched.GetValueOrDefault(key) + 1;
            if (_watched[key] == 1)
            {
                outbox.Watch(key);
            }
        }
    }

    private void Remove(ConversationKey key)
    {
        lock (_lock)
        {
            if (--_watched[key] == 0)
            {
                _watched.Remove(key);
                outbox.Leave(key);
            }
        }
    }

    /// <summary>Somebody's interest in a conversation, as long as it lasts.</summary>
    internal sealed class Interest(LocalWatches watches, ConversationKey key) : IDisposable
    {
        private bool _isTold;

        /// <summary>Tells the others, once.</summary>
        public void Tell()
        {
            if (!_isTold)
            {
                _isTold = true;
                watches.Add(key);
            }
        }

        public void Dispose()
        {
            if (_isTold)
            {
                watches.Remove(key);
            }
        }
    }
}
