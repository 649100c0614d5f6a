using System.Text.Json;
using Agent.Host.Replay.Recordings;

namespace Agent.Host.Replay.Command;

/// <summary>Chooses recordings by their tenant, customer or id, or by their maker's labels.</summary>
internal static class RecordingFilter
{
    public static Func<RecordedConversation, bool> Of(IReadOnlyDictionary<string, string> where) =>
        recording => where.All(wanted => string.Equals(ValueOf(recording, wanted.Key), wanted.Value, StringComparison.OrdinalIgnoreCase));

    private static string? ValueOf(RecordedConversation recording, string name) => name switch
    {
        "id" => recording.Id,
        "tenant" => recording.Tenant,
        "customer" => recording.Customer,
        _ => recording.Labels is { ValueKind: JsonValueKind.Object } labels && labels.TryGetProperty(name, out var label) ? label.ToString() : null,
    };
}
