using System.Net;
using System.Text.Json;

namespace Agent.Benchmarks.Faults.Playing;

/// <summary>What a replica answered.</summary>
internal sealed record DoorAnswer(HttpStatusCode Status, JsonElement Body)
{
    /// <summary>A text among the body's members; null when there is none.</summary>
    public string? Text(string member) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
