namespace Agent.Host.Api.Limits.Buckets;

/// <summary>
/// A replica's part of a shared bucket. It takes its first slice on trust and asks for further ones before the present one is used up, so that in the common case
/// nobody waits for the database. What was taken on trust, or spent beyond a slice, is owed, and is taken from the shared bucket with the next settlement.
/// </summary>
/// <param name="key">Which bucket.</param>
/// <param name="size">How much it holds.</param>
/// <param name="clock">The time.</param>
internal sealed class Bucket(BucketKey key, BucketSize size, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private BucketSize _size = size;
    private double _allowance = size.Slice;
    private double _owed = size.Slice;
    private double _shared = size.Capacity;
    private long _sharedAt = clock.GetTimestamp();
    private long _usedAt = clock.GetTimestamp();
    private double _emptySeconds;
    private bool _isGone;
    private bool _isQueued;
    private TaskCompletionSource? _next;

    public BucketKey Key => key;

    /// <summary>What may still be asked for by whoever asks here, as far as is known here.</summary>
    public double Remaining
    {
        get
        {
            lock (_lock)
                return Math.Clamp(Math.Floor(Shared() - _owed + _allowance), 0, _size.Capacity);
        }
    }

    /// <summary>How long until there is something again; zero when there is.</summary>
    public TimeSpan EmptyFor
    {
        get
        {
            lock (_lock)
                return _allowance >= 1 ? TimeSpan.Zero : Empty();
        }
    }

    /// <summary>Takes some, or with 0 looks whether there is any.</summary>
    /// <param name="amount">0 or 1.</param>
    /// <param name="present">How much the bucket holds now: limits may change.</param>
    public BucketTake Take(double amount, BucketSize present)
    {
        lock (_lock)
        {
            if (_isGone)
                return BucketTake.Gone;
            _size = present;
            _usedAt = clock.GetTimestamp();
            if (_allowance >= 1)
            {
                _allowance -= amount;
                return BucketTake.Taken;
            }

            return Empty() > TimeSpan.Zero ? BucketTake.Empty : BucketTake.Unknown;
        }
    }

    /// <summary>Takes some whether it is there or not: it was spent already, or nobody can be asked. False when this object has been put away.</summary>
    public bool Spend(double amount)
    {
        lock (_lock)
        {
            _usedAt = clock.GetTimestamp();
            _allowance -= amount;
            return !_isGone;
        }
    }

    /// <summary>Gives back what was taken a moment ago.</summary>
    public void GiveBack(double amount) => Spend(-amount);

    /// <summary>Whether it is to be settled now; asked after each change. True once, until it has been.</summary>
    /// <param name="wants">Whether a slice that comes to its end is a reason.</param>
    public bool ShouldQueue(bool wants)
    {
        lock (_lock)
        {
            if (_isQueued || (_owed == 0 && _allowance >= 0 && !(wants && _allowance < _size.Slice / 2 && Empty() == TimeSpan.Zero)))
                return false;
            return _isQueued = true;
        }
    }

    /// <summary>What to wait for when its slice is used up: the next settlement that begins. Null when there is nothing to wait for.</summary>
    /// <param name="queues">Whether whoever asks has to queue it.</param>
    public Task? NextSettlement(out bool queues)
    {
        lock (_lock)
        {
            queues = false;
            if (_isGone || _allowance >= 1 || Empty() > TimeSpan.Zero)
                return null;
            queues = !_isQueued;
            _isQueued = true;
            return (_next ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Begins to settle: what to report and to ask for, and whom to tell when it is done.</summary>
    public (Settlement Report, TaskCompletionSource? Waiting) Begin()
    {
        lock (_lock)
        {
            _isQueued = false;
            if (_allowance < 0)
                (_owed, _allowance) = (_owed - _allowance, 0);
            var report = new Settlement(key, _size, _owed, _isGone ? 0 : Math.Max(0, _size.Slice - _allowance));
            _owed = 0;
            (var waiting, _next) = (_next, null);
            return (report, waiting);
        }
    }

    public void End(SettledBucket settled)
    {
        lock (_lock)
        {
            _allowance += settled.Granted;
            _shared = settled.Available;
            if (_shared < 0 && _allowance > 0)
            {
                // Others were first: what was taken on trust goes back.
                var back = Math.Min(_allowance, -_shared);
                (_allowance, _owed) = (_allowance - back, _owed - back);
            }

            _sharedAt = clock.GetTimestamp();
            _emptySeconds = _allowance >= 1 ? 0 : (1 - _shared + _owed + Math.Max(0, -_allowance)) / _size.PerSecond;
        }
    }

    /// <summary>
    /// The database could not be asked, or its answer got lost: what was reported is reported again, and a new slice is taken on trust. What was given back is not given back twice.
    /// </summary>
    public void Fail(Settlement report)
    {
        lock (_lock)
        {
            var trust = _isGone ? 0 : Math.Max(0, _size.Slice - _allowance);
            (_owed, _allowance, _emptySeconds) = (_owed + Math.Max(0, report.Owed) + trust, _allowance + trust, 0);
        }
    }

    /// <summary>Puts it away when nobody has used it for a while and the shared bucket is known to have enough; what is left of its slice is given back with one more settlement.</summary>
    public bool TryPutAway(TimeSpan idle)
    {
        lock (_lock)
        {
            if (_isGone || _isQueued || clock.GetElapsedTime(_usedAt) < idle || Shared() < Math.Min(2 * _size.Slice, _size.Capacity))
                return false;
            (_owed, _allowance) = (_owed - _allowance, 0);
            return _isGone = _isQueued = true;
        }
    }

    private double Shared() => Math.Min(_size.Capacity, _shared + (clock.GetElapsedTime(_sharedAt).TotalSeconds * _size.PerSecond));

    private TimeSpan Empty()
    {
        var left = TimeSpan.FromSeconds(_emptySeconds) - clock.GetElapsedTime(_sharedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
