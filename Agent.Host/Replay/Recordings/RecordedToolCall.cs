using System.Text.Json.Nodes;

namespace Agent.Host.Replay.Recordings;

/// <summary>One recorded tool call and what was answered.</summary>
/// <param name="Id">The call's id in the recording; not always unique in it.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Message">The place of its message in the recording, counted from 1.</param>
internal sealed record RecordedToolCall(string Id, string Tool, JsonObject Arguments, int Message)
{
    /// <summary>What the tool answered; null when the recording ends before that.</summary>
    public string? Result { get; set; }
}
