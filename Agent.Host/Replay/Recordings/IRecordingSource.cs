namespace Agent.Host.Replay.Recordings;

/// <summary>Where recorded conversations come from.</summary>
internal interface IRecordingSource
{
    /// <summary>How much of it has been read, from 0 to 1.</summary>
    double Progress { get; }

    /// <summary>Tells the source from another one, or from itself after a change.</summary>
    /// <exception cref="ReplayFault">It cannot be read.</exception>
    Task<string> DigestAsync(CancellationToken cancellationToken);

    /// <summary>The recordings in order. A faulty one is a line with a fault, and the next one follows.</summary>
    IAsyncEnumerable<RecordingLine> ReadAsync(CancellationToken cancellationToken = default);
}
