using System.Text.Json;
using Agent.Processes.Journal;

namespace Agent.Processes.Replay.Rehearsing;

/// <summary>The recorded call that is most like one that is not on record: of the same tool, with the most arguments in common, and with one at least.</summary>
internal static class NearestCall
{
    /// <summary>Finds it; of two that are alike the earlier one. Null when none has anything in common.</summary>
    public static ActivityRecord? Find(IEnumerable<ActivityRecord> recorded, ActivityRecord asked) => recorded
        .Where(call => call.Kind == ActivityKinds.Tool && call.Name == asked.Name && call.Response is not null)
        .Select(call => (Call: call, Common: InCommon(call.Request, asked.Request)))
        .Where(one => one.Common > 0)
        .OrderByDescending(one => one.Common).FirstOrDefault().Call;

    private static int InCommon(JsonElement? recorded, JsonElement? asked) =>
        recorded is { ValueKind: JsonValueKind.Object } before && asked is { ValueKind: JsonValueKind.Object } now
            ? now.EnumerateObject().Count(argument => before.TryGetProperty(argument.Name, out var other) && Spelled(other) == Spelled(argument.Value))
            : 0;

    private static string Spelled(JsonElement value) => value.ToString().Trim().TrimStart('#');
}
