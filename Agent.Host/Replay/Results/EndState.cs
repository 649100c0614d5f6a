using System.Text.Json.Nodes;

namespace Agent.Host.Replay.Results;

/// <summary>What a conversation left behind in the shop.</summary>
/// <param name="Fingerprint">Lower-case hex SHA-256 of the changes in canonical spelling.</param>
/// <param name="Expected">The fingerprint it should have; null when nobody says.</param>
/// <param name="Changes">What differs from the fresh shop.</param>
internal sealed record EndState(string Fingerprint, string? Expected, JsonObject Changes);
