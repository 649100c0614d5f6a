using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Host.Models.Offline;

/// <summary>Recorded conversations and messages, read.</summary>
internal static class RecordingSamples
{
    public static IEnumerable<RecordedConversation> Conversations(string file)
    {
        foreach (var line in File.ReadLines(RecordingsFolder.PathOf(file)))
        {
            using var json = JsonDocument.Parse(line);
            yield return RecordedConversation.Read(json.RootElement);
        }
    }

    public static string[] Lines(string file) => [.. File.ReadLines(RecordingsFolder.PathOf(file)).Where(line => line.Length > 0)];

    public static JsonObject Database(string file) => JsonNode.Parse(File.ReadAllText(RecordingsFolder.PathOf(Path.Combine("tau-retail-db", file))))!.AsObject();
}
