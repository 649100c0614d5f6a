using System.Text.Json;

namespace Agent.Processes.Runtime;

/// <summary>Reads events as a checkpoint stores them.</summary>
internal static class StoredEvents
{
    public static IEnumerable<ConversationEvent> Read(ReadOnlyMemory<byte> json, int turn)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(stored => Read(stored, turn))];
    }

    /// <summary>Those of one superstep.</summary>
    public static IEnumerable<ConversationEvent> ReadOf(int superstep, JsonElement events, int turn) => events.EnumerateArray()
        .Where(stored => stored.GetProperty(StoredNames.Superstep.EncodedUtf8Bytes).GetInt32() == superstep).Select(stored => Read(stored, turn));

    public static IEnumerable<ConversationEvent> Read(string json, int turn) => Read(System.Text.Encoding.UTF8.GetBytes(json), turn);

    private static ConversationEvent Read(JsonElement stored, int turn) => new(
        stored.GetProperty(StoredNames.Number.EncodedUtf8Bytes).GetInt64(),
        stored.GetProperty(StoredNames.Type.EncodedUtf8Bytes).GetString()!,
        stored.TryGetProperty(StoredNames.Data.EncodedUtf8Bytes, out var data) ? data.Clone() : default,
        stored.GetProperty(StoredNames.At.EncodedUtf8Bytes).GetDateTimeOffset(),
        turn,
        stored.TryGetProperty(StoredNames.Request.EncodedUtf8Bytes, out var request) ? request.GetString() : null);

    /// <summary>The turn that these events end, or null when they end none.</summary>
    public static TurnView? ReadEnd(ReadOnlyMemory<byte> json, int turn)
    {
        foreach (var stored in Read(json, turn))
        {
            if (stored.Type == ConversationEvents.TurnCompleted)
            {
                var completed = stored.Data.Deserialize<TurnCompleted>(StoredJson.Options)!;
                return new(completed.TurnId, completed.Status, completed.Reply, completed.PendingApproval);
            }

            if (stored.Type == ConversationEvents.TurnFailed)
            {
                var failed = stored.Data.Deserialize<TurnFailed>(StoredJson.Options)!;
                return new(failed.TurnId, StatusAfter(failed.Reason), null, null, failed);
            }
        }

        return null;
    }

    private static ConversationStatus StatusAfter(string reason) => reason switch
    {
        TurnFailures.Cancelled => ConversationStatus.Cancelled,
        TurnFailures.Claimed => ConversationStatus.Claimed,
        _ => ConversationStatus.Failed,
    };
}
