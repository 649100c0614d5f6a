namespace Agent.Processes.Runtime;

/// <summary>How far work may still go once this replica has been told to stop: to the end of the turn, then only to the next commit.</summary>
internal sealed class Departure
{
    private volatile bool _begun;
    private volatile bool _hurries;

    /// <summary>From now on no further turn is begun.</summary>
    public void Begin() => _begun = true;

    /// <summary>From now on a turn stops at its next commit.</summary>
    public void Hurry() => _hurries = true;

    /// <exception cref="LeavingException">The next turn is another replica's.</exception>
    public void BetweenTurns()
    {
        if (_begun)
        {
            throw new LeavingException();
        }
    }

    /// <exception cref="LeavingException">The rest of the turn is another replica's.</exception>
    public void BetweenCommits()
    {
        if (_hurries)
        {
            throw new LeavingException();
        }
    }
}

/// <summary>This replica leaves: the conversation is handed over, with everything committed.</summary>
internal sealed class LeavingException : Exception;
