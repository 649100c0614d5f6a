using System.Text.Json;

namespace Agent.Tests.Host.Models.Offline;

/// <summary>What the customer wrote in one recording, and the calls that would have been right.</summary>
internal sealed record RecordedConversation(string Id, string[] CustomerTurns, RecordedCall[] GroundTruth)
{
    public static RecordedConversation Read(JsonElement json) => new(
        json.GetProperty("id").GetString()!,
        [.. json.GetProperty("messages").EnumerateArray()
            .Where(m => m.GetProperty("role").GetString() is "user").Select(m => m.GetProperty("content").GetString() ?? "").Where(text => text.Length > 0)],
        json.TryGetProperty("expected", out var expected) && expected.TryGetProperty("ground_truth_actions", out var actions)
            ? [.. actions.EnumerateArray().Select(RecordedCall.Read)]
            : []);
}
