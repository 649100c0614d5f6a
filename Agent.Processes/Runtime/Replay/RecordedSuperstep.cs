using System.Text.Json;

namespace Agent.Processes.Runtime.Replay;

/// <summary>A superstep as it is written down, whether long ago or just now in a replay.</summary>
internal sealed class RecordedSuperstep
{
    public required int Number { get; init; }

    /// <summary>What it did: see <see cref="StoredNames"/>.</summary>
    public required JsonElement Body { get; init; }

    /// <summary>The events it put on the stream.</summary>
    public required IReadOnlyList<JsonElement> Events { get; init; }

    /// <summary>The time its steps saw.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>True when nothing ran in it.</summary>
    public bool IsBare => !Body.TryGetProperty(StoredNames.Ran.EncodedUtf8Bytes, out _);

    /// <summary>True when somebody did it from outside.</summary>
    public bool IsFromOutside => Body.TryGetProperty(StoredNames.Outside.EncodedUtf8Bytes, out _);

    /// <summary>The failure that ended its turn; null when it ended none.</summary>
    public TurnFailed? Failure => Find(ConversationEvents.TurnFailed)?.Deserialize<TurnFailed>(StoredJson.Options);

    /// <summary>True when a turn came to its end here by itself.</summary>
    public bool CompletesTurn => Find(ConversationEvents.TurnCompleted) is not null;

    /// <summary>Reads the supersteps of a checkpoint.</summary>
    /// <param name="body">Its body.</param>
    /// <param name="events">Its events.</param>
    /// <param name="committedAt">The time of a superstep that kept none.</param>
    public static IReadOnlyList<RecordedSuperstep> ReadAll(JsonElement body, JsonElement events, DateTimeOffset committedAt)
    {
        var byNumber = events.EnumerateArray().ToLookup(stored => stored.GetProperty(StoredNames.Superstep.EncodedUtf8Bytes).GetInt32());
        return [.. body.GetProperty(StoredNames.Supersteps.EncodedUtf8Bytes).EnumerateArray().Select(stored =>
        {
            var number = StoredNames.NumberOf(stored);
            return new RecordedSuperstep { Number = number, Body = stored, Events = [.. byNumber[number]], At = TimeOf(stored, byNumber[number], committedAt) };
        })];
    }

    public JsonElement? Member(JsonEncodedText name) => Body.TryGetProperty(name.EncodedUtf8Bytes, out var member) ? member : null;

    /// <summary>What was stored before the steps' time was kept has at least the time of its first event.</summary>
    private static DateTimeOffset TimeOf(JsonElement stored, IEnumerable<JsonElement> events, DateTimeOffset committedAt) =>
        stored.TryGetProperty(StoredNames.At.EncodedUtf8Bytes, out var at)
            ? at.GetDateTimeOffset()
            : events.Select(happened => (DateTimeOffset?)happened.GetProperty(StoredNames.At.EncodedUtf8Bytes).GetDateTimeOffset()).FirstOrDefault() ?? committedAt;

    private JsonElement? Find(string type) => Events
        .Where(stored => stored.GetProperty(StoredNames.Type.EncodedUtf8Bytes).ValueEquals(type))
        .Select(stored => (JsonElement?)stored.GetProperty(StoredNames.Data.EncodedUtf8Bytes)).FirstOrDefault();
}
