using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Host.Replay.Recordings;
using Agent.Plugins.BackOffice.Scratch;

namespace Agent.Host.Replay.Effects;

/// <summary>The calls a recording names as right.</summary>
internal static class GroundTruth
{
    /// <summary>Those recorded calls that are right, each as often as it is named.</summary>
    public static HashSet<RecordedToolCall> ApprovedIn(RecordedConversation recording)
    {
        var wanted = Actions(recording).ToList();
        return [.. recording.Calls.Where(call => wanted.Remove(Identity(call.Tool, call.Arguments)))];
    }

    /// <summary>Agrees to what is right.</summary>
    public static Func<string, JsonElement, bool> ApproverOf(RecordedConversation recording)
    {
        var right = Actions(recording).ToHashSet();
        return (tool, arguments) => right.Contains(Identity(tool, JsonNode.Parse(arguments.GetRawText())));
    }

    private static IEnumerable<string> Actions(RecordedConversation recording) =>
        recording.Expected is { ValueKind: JsonValueKind.Object } expected && expected.TryGetProperty("ground_truth_actions", out var actions)
            ? actions.EnumerateArray().Select(action => Identity(action.GetProperty("name").GetString()!, JsonNode.Parse(action.GetProperty("arguments").GetRawText())))
            : [];

    private static string Identity(string tool, JsonNode? arguments) => $"{tool} {CanonicalState.Of(arguments)}";
}
