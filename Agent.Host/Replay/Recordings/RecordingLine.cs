namespace Agent.Host.Replay.Recordings;

/// <summary>One line of a file of recordings: a recording, or why it is none.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Recording">Null when the line is faulty.</param>
/// <param name="Id">The recording's id, as far as it can be told.</param>
/// <param name="Fault">What is wrong with the line; null when nothing is.</param>
internal sealed record RecordingLine(long Number, RecordedConversation? Recording, string? Id = null, string? Fault = null)
{
    /// <summary>Reads the recording when it is due, where it is not a line of a file: by the worker who replays it, beside the others. Null when it is read already.</summary>
    public Func<CancellationToken, Task<RecordingLine>>? Load { get; init; }
}
