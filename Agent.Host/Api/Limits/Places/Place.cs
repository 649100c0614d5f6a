namespace Agent.Host.Api.Limits.Places;

/// <summary>The requests of one address, caller or tenant that are under way: here, and as far as is known elsewhere.</summary>
internal sealed class Place
{
    // Below an eighth of its limit a replica keeps its count to itself: that costs nobody a statement.
    private const int QuietPart = 8;
    private readonly Lock _lock = new();
    private int _here;
    private int _elsewhere;
    private int _most;
    private bool _isTold;
    private bool _wasFull;
    private bool _isGone;

    /// <summary>Lets one more in.</summary>
    /// <returns>False when there is no room; null when this object has been put away, and there may be a new one.</returns>
    public bool? TryEnter(int most)
    {
        lock (_lock)
        {
            if (_isGone)
                return null;
            _most = most;
            if (_here + _elsewhere >= most)
            {
                _wasFull = true;
                return false;
            }

            _here++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
            _here--;
    }

    /// <summary>What to tell the other replicas; null when there is nothing they need to know, and nothing that is needed of them.</summary>
    public int? Tell()
    {
        lock (_lock)
        {
            if (_here < Math.Max(1, _most / QuietPart) && !_isTold && !_wasFull)
            {
                _elsewhere = 0;
                return null;
            }

            (_isTold, _wasFull) = (_here > 0, false);
            return _here;
        }
    }

    public void Hear(int elsewhere)
    {
        lock (_lock)
            _elsewhere = elsewhere;
    }

    public bool TryPutAway()
    {
        lock (_lock)
            return _isGone = _here == 0 && !_isTold && !_wasFull;
    }
}
