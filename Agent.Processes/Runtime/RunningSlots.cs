namespace Agent.Processes.Runtime;

/// <summary>
/// How many conversations this replica may work on, all in all and of one tenant, and whether others wait for a place. A slot is taken before the
/// database is asked for a conversation, so that there is never more work than places, however many requests come at the same instant.
/// </summary>
internal sealed class RunningSlots(RuntimeOptions options, WorkSignal signal)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _tenants = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HashSet<string> _waitingTenants = new(StringComparer.Ordinal);
    private int _used;
    private int _reserved;
    private bool _othersWait;
    private bool _isClosed;

    /// <summary>Slots in use, taken or reserved.</summary>
    public int Used
    {
        get
        {
            lock (_lock)
            {
                return _used;
            }
        }
    }

    public bool HasRoom
    {
        get
        {
            lock (_lock)
            {
                return !_isClosed && _used < options.MaxRunning;
            }
        }
    }

    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _isClosed;
            }
        }
    }

    /// <summary>Takes a slot for new input, if there is one and nobody known has waited longer for it.</summary>
    public bool TryTake(string tenant)
    {
        lock (_lock)
        {
            // Reserved slots will go to tenants not known yet: they may all be this one's.
            if (_isClosed || _othersWait || _used >= options.MaxRunning || _waitingTenants.Contains(tenant)
                || _tenants.GetValueOrDefault(tenant) + _reserved >= options.MaxRunningPerTenant)
            {
                return false;
            }

            _used++;
            _tenants[tenant] = _tenants.GetValueOrDefault(tenant) + 1;
            return true;
        }
    }

    /// <summary>Gives a slot back. Whoever is known to wait for it is looked for at once; when nobody is, the database is not asked.</summary>
    public void Return(string tenant)
    {
        bool isWanted;
        lock (_lock)
        {
            _used--;
            if (--_tenants[tenant] == 0)
            {
                _tenants.Remove(tenant);
            }

            isWanted = _othersWait || _waitingTenants.Contains(tenant);
            CompleteWhenEmpty();
        }

        if (isWanted)
        {
            signal.Announce();
        }
    }

    /// <summary>Notes that input was accepted which nobody works on yet.</summary>
    public void NoteQueued(string tenant)
    {
        lock (_lock)
        {
            if (_used >= options.MaxRunning)
            {
                _othersWait = true;
            }
            else if (_tenants.GetValueOrDefault(tenant) >= options.MaxRunningPerTenant)
            {
                _waitingTenants.Add(tenant);
            }
        }

        // A slot may have come free between the refusal and the commit.
        signal.Announce();
    }

    /// <summary>Notes that the queue was found empty. Whoever joined it meanwhile has announced it, and is found by the next look.</summary>
    public void NobodyWaits()
    {
        lock (_lock)
        {
            _othersWait = false;
            _waitingTenants.Clear();
        }
    }

    /// <summary>Reserves slots for whoever waits longest.</summary>
    /// <param name="atMost">No more than these.</param>
    public Reservation Reserve(int atMost)
    {
        lock (_lock)
        {
            var slots = _isClosed ? 0 : Math.Clamp(options.MaxRunning - _used, 0, atMost);
            _used += slots;
            _reserved += slots;
            return new(slots, new Dictionary<string, int>(_tenants, StringComparer.Ordinal));
        }
    }

    /// <summary>Uses a reservation up: what is not taken is free again.</summary>
    /// <param name="reservation">The reservation.</param>
    /// <param name="tenants">The tenant of each slot that is taken now.</param>
    /// <param name="moreWait">Whether there was more to take than slots.</param>
    public void Settle(Reservation reservation, IReadOnlyCollection<string> tenants, bool moreWait)
    {
        lock (_lock)
        {
            _reserved -= reservation.Slots;
            _used -= reservation.Slots - tenants.Count;
            foreach (var tenant in tenants)
            {
                _tenants[tenant] = _tenants.GetValueOrDefault(tenant) + 1;
            }

            // Tenants that have all their slots were not looked at; they may have more.
            _othersWait = moreWait;
            _waitingTenants = [.. _tenants.Where(tenant => tenant.Value >= options.MaxRunningPerTenant).Select(tenant => tenant.Key)];
            CompleteWhenEmpty();
        }
    }

    /// <summary>From now on nothing more is taken.</summary>
    /// <returns>Completes when the last slot is given back.</returns>
    public Task Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            CompleteWhenEmpty();
        }

        return _empty.Task;
    }

    private void CompleteWhenEmpty()
    {
        if (_isClosed && _used == 0)
        {
            _empty.TrySetResult();
        }
    }
}

/// <summary>Slots held for conversations that are not known yet.</summary>
/// <param name="Slots">How many.</param>
/// <param name="Tenants">How many conversations of each tenant are worked on here.</param>
internal sealed record Reservation(int Slots, IReadOnlyDictionary<string, int> Tenants);
