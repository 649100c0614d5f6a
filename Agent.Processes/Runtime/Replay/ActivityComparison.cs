using System.Text.Json;
using Agent.Processes.Journal;

namespace Agent.Processes.Runtime.Replay;

/// <summary>Whether two activities ask for the same.</summary>
internal static class ActivityComparison
{
    /// <summary>The first thing that is asked for otherwise; null when they are the same. Paths are those of the activity as it is shown.</summary>
    public static JsonChange? Find(ActivityRecord recorded, ActivityRecord replayed) =>
        Compare("/kind", recorded.Kind, replayed.Kind)
        ?? Compare("/name", recorded.Name, replayed.Name)
        ?? Compare("/step", recorded.Step, replayed.Step)
        ?? CompareRequests(recorded, replayed)
        ?? Compare("/requestDigest", recorded.RequestDigest, replayed.RequestDigest)
        ?? Compare("/key", recorded.Key, replayed.Key);

    /// <summary>What is asked for, without the answer.</summary>
    public static JsonElement Describe(ActivityRecord activity) =>
        JsonSerializer.SerializeToElement(new Asked(activity.Kind, activity.Name, activity.Step, activity.Request), StoredJson.Options);

    /// <summary>What may explain a difference: another prompt.</summary>
    public static string? NoteOf(ActivityRecord recorded, ActivityRecord replayed) => (recorded.Version, recorded.Hash) == (replayed.Version, replayed.Hash)
        ? null
        : $"prompt {recorded.Name}: version {recorded.Version} ({recorded.Hash}) was recorded, version {replayed.Version} ({replayed.Hash}) was replayed";

    private static JsonChange? CompareRequests(ActivityRecord recorded, ActivityRecord replayed)
    {
        // What was recorded before a request was kept cannot be compared.
        if (recorded.Request is null && recorded.Kind == ActivityKinds.Approval)
        {
            return null;
        }

        return JsonComparison.Compare(recorded.Request, replayed.Request) is [var change, ..] ? change with { Path = "/request" + change.Path } : null;
    }

    private static JsonChange? Compare(string path, string? recorded, string? replayed) => recorded == replayed ? null
        : new("replace", path, Text(recorded), Text(replayed));

    private static JsonElement? Text(string? text) => text is null ? null : JsonSerializer.SerializeToElement(text);

    private sealed record Asked(string Kind, string Name, string Step, JsonElement? Request);
}
