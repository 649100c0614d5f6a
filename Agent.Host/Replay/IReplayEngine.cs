using Agent.Host.Replay.Recordings;
using Agent.Host.Replay.Results;

namespace Agent.Host.Replay;

/// <summary>Replays one conversation in one of the modes. It is used by many workers at a time.</summary>
internal interface IReplayEngine : IAsyncDisposable
{
    /// <summary>Replays a recording. A fault of the recording is a result, not an exception.</summary>
    /// <param name="number">Its place in what is replayed.</param>
    /// <param name="recording">The recording.</param>
    /// <param name="cancellationToken">Breaks it off; nothing has come of it then.</param>
    Task<ReplayResult> ReplayAsync(long number, RecordedConversation recording, CancellationToken cancellationToken);
}
