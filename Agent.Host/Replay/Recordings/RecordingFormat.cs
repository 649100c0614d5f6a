namespace Agent.Host.Replay.Recordings;

/// <summary>How a file of recordings is written.</summary>
internal enum RecordingFormat
{
    /// <summary>A conversation a line, with the messages of OpenAI's chat completions; our own exports are of this format as well.</summary>
    Chat,

    /// <summary>One thing said a line, as JSON: <c>conversation</c>, <c>speaker</c>, <c>text</c>.</summary>
    Transcript,

    /// <summary>The same as comma-separated values, with a heading line.</summary>
    Csv,
}
