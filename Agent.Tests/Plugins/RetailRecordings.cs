using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Plugins;

/// <summary>The public retail recordings.</summary>
internal static class RetailRecordings
{
    /// <summary>The database every recorded conversation starts from.</summary>
    public static string DatabaseFolder => Path.GetDirectoryName(RecordingsFolder.PathOf("tau-retail-db/users.json"))!;

    public static T Read<T>(string file) => JsonSerializer.Deserialize<T>(File.ReadAllText(RecordingsFolder.PathOf(file)))!;

    /// <summary>One recording a line.</summary>
    public static IEnumerable<JsonNode> ReadLines(string file) => File.ReadLines(RecordingsFolder.PathOf(file)).Select(line => JsonNode.Parse(line)!);
}
