using System.Text.Json;
using Agent.Host.Replay.Recordings;
using Agent.Processes.Replay.Rehearsing;

namespace Agent.Host.Replay.Decisions;

/// <summary>Makes the script of a recording: from our own journal where it has one, else from what was said and called.</summary>
internal static class RecordingScript
{
    public static RehearsalScript Of(RecordedConversation recording, Func<string, bool> isConsequential) => recording.Journal is { } journal
        ? journal.ToScript()
        : RehearsalScript.FromMessages(new(recording.Tenant, recording.Id), recording.Customer, recording.At, MessagesOf(recording), isConsequential);

    public static IReadOnlyList<ScriptedMessage> MessagesOf(RecordedConversation recording) => [.. recording.Messages.Select(message => new ScriptedMessage(
        message.Role == RecordedMessage.User, message.Text, [.. message.Calls.Select(call => new ScriptedCall(call.Tool, JsonSerializer.SerializeToElement(call.Arguments), call.Result))]))];
}
