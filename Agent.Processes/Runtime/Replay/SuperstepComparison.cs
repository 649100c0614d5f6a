using System.Globalization;
using System.Text.Json;
using Agent.Processes.Journal;

namespace Agent.Processes.Runtime.Replay;

/// <summary>
/// Finds the first thing a replayed superstep did otherwise than the recorded one, in the order of cause and effect: what ran, what it asked for, what it
/// said, what it kept, what it passed on. Durations and times are no difference.
/// </summary>
internal sealed class SuperstepComparison(RecordedSuperstep recorded, RecordedSuperstep replayed, string turnId)
{
    /// <summary>Members of stored documents that are different every time: how long it took, and from where an exception was thrown.</summary>
    private static readonly string[] s_incidental = ["/durationMs", "/stackTrace"];

    /// <param name="unrecorded">The first activity that was asked for and is not on record.</param>
    /// <returns>Null when there is no difference.</returns>
    public ReplayDifference? Find(ActivityRecord? unrecorded) =>
        CompareRan() ?? CompareActivities(unrecorded) ?? Compare(StoredNames.Error, "error") ?? CompareEvents()
        ?? CompareStates() ?? Compare(StoredNames.Logs, "logs") ?? ComparePending();

    private ReplayDifference? CompareRan()
    {
        if (First(recorded.Member(StoredNames.Ran), replayed.Member(StoredNames.Ran)) is not { } change)
        {
            return null;
        }

        var ran = (change.OldValue ?? change.Value)!.Value;
        return Differs("/steps" + change.Path, change.OldValue, change.Value, StepOf(ran.ValueKind is JsonValueKind.Array && ran.GetArrayLength() > 0 ? ran[0] : ran));
    }

    private ReplayDifference? CompareActivities(ActivityRecord? unrecorded)
    {
        var (before, now) = (ActivityRecord.ReadOf(recorded.Body), ActivityRecord.ReadOf(replayed.Body).ToList());
        for (var index = 0; index < before.Count; index++)
        {
            // Calls that run at the same time end in any order; the one of the same request is the same call.
            var same = Math.Max(now.FindIndex(candidate => ActivityComparison.Find(before[index], candidate) is null), 0);
            if (now.Count == 0)
            {
                return Differs(At("/activities", index), ActivityComparison.Describe(before[index]), unrecorded is null ? null : ActivityComparison.Describe(unrecorded), before[index].Step);
            }

            if (ActivityComparison.Find(before[index], now[same]) is { } found)
            {
                return Differs(At("/activities", index) + found.Path, found.OldValue, found.Value, before[index].Step, ActivityComparison.NoteOf(before[index], now[same]));
            }

            now.RemoveAt(same);
        }

        return (unrecorded ?? now.FirstOrDefault()) is { } more ? Differs(At("/activities", before.Count), null, ActivityComparison.Describe(more), more.Step) : null;
    }

    private ReplayDifference? CompareEvents()
    {
        for (var index = 0; index < Math.Max(recorded.Events.Count, replayed.Events.Count); index++)
        {
            var (before, now) = (EventAt(recorded, index), EventAt(replayed, index));
            if (First(TypeOf(before), TypeOf(now)) is { } type)
            {
                return Differs(At("/events", index) + "/type", type.OldValue, type.Value, null);
            }

            if (First(DataOf(before), DataOf(now)) is { } data)
            {
                return Differs(At("/events", index) + "/data" + data.Path, data.OldValue, data.Value, null, $"event {TypeOf(before)}");
            }
        }

        return null;
    }

    private ReplayDifference? CompareStates()
    {
        var (before, now) = (recorded.Member(StoredNames.States), replayed.Member(StoredNames.States));
        foreach (var step in NamesOf(before).Union(NamesOf(now)))
        {
            if (First(Inside(before, step), Inside(now, step)) is { } change)
            {
                return Differs($"/states/{step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}{change.Path}", change.OldValue, change.Value, step);
            }
        }

        return null;
    }

    private ReplayDifference? ComparePending()
    {
        if (First(recorded.Member(StoredNames.Pending), replayed.Member(StoredNames.Pending)) is not { } change)
        {
            return null;
        }

        // As the views name the members.
        var places = change.Path.Split('/');
        if (places.Length > 2)
        {
            places[2] = places[2] switch { "to" => "step", "fn" => "function", "p" => "parameter", "d" => "data", "held" => "isHeld", _ => places[2] };
        }

        return Differs("/pending" + string.Join('/', places), change.OldValue, change.Value, null);
    }

    private ReplayDifference? Compare(JsonEncodedText member, string name) =>
        First(recorded.Member(member), replayed.Member(member)) is { } change ? Differs($"/{name}{change.Path}", change.OldValue, change.Value, null) : null;

    private static JsonChange? First(JsonElement? before, JsonElement? now) => JsonComparison.Compare(before, now)
        .FirstOrDefault(change => !s_incidental.Any(incidental => change.Path.EndsWith(incidental, StringComparison.OrdinalIgnoreCase)));

    private ReplayDifference Differs(string path, JsonElement? before, JsonElement? now, string? step, string? note = null) =>
        new(recorded.Number, turnId, step, path, before, now, note);

    private static string At(string path, int place) => string.Create(CultureInfo.InvariantCulture, $"{path}/{place}");

    /// <summary>A step's path has no dot; what ran is <c>path.function</c>.</summary>
    private static string? StepOf(JsonElement ran) => ran.ValueKind is JsonValueKind.String ? ran.GetString()!.Split('.')[0] : null;

    private static JsonElement? EventAt(RecordedSuperstep superstep, int index) => index < superstep.Events.Count ? superstep.Events[index] : null;

    private static JsonElement? TypeOf(JsonElement? stored) => Inside(stored, StoredNames.Type.Value);

    private static JsonElement? DataOf(JsonElement? stored) => Inside(stored, StoredNames.Data.Value);

    private static JsonElement? Inside(JsonElement? document, string name) => document is { } found && found.TryGetProperty(name, out var member) ? member : null;

    private static IEnumerable<string> NamesOf(JsonElement? document) => document?.EnumerateObject().Select(member => member.Name) ?? [];
}
