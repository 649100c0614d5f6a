namespace Agent.Host.Replay.Results;

/// <summary>What came of a conversation, in a word.</summary>
internal enum ReplayVerdict
{
    /// <summary>Everything came out as recorded.</summary>
    Same,

    /// <summary>Something came out otherwise.</summary>
    Different,

    /// <summary>It could not be replayed.</summary>
    Error,
}
