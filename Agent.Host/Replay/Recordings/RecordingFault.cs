using System.Diagnostics.CodeAnalysis;

namespace Agent.Host.Replay.Recordings;

/// <summary>A recording cannot be read; the message says where and why. The others of its file are not concerned.</summary>
[SuppressMessage("Design", "CA1032", Justification = "A fault has a description.")]
[SuppressMessage("Naming", "CA1710", Justification = "It never leaves the reader.")]
internal sealed class RecordingFault(string message, string? id = null) : Exception(message)
{
    /// <summary>The recording's id, where that could be read.</summary>
    public string? Id => id;
}
