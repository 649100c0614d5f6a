using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agent.Tests.Host.Models.Offline;

/// <summary>Recorded conversations and messages, kept beside the repository in <c>shared/recordings</c>; tests that need them are ignored where they are absent.</summary>
internal static class RecordingSamples
{
    public static IEnumerable<RecordedConversation> Conversations(string file)
    {
        foreach (var line in File.ReadLines(Find(file)))
        {
            using var json = JsonDocument.Parse(line);
            yield return RecordedConversation.Read(json.RootElement);
        }
    }

    public static string[] Lines(string file) => [.. File.ReadLines(Find(file)).Where(line => line.Length > 0)];

    public static JsonObject Database(string file) => JsonNode.Parse(File.ReadAllText(Find(Path.Combine("tau-retail-db", file))))!.AsObject();

    public static string Find(string file)
    {
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "recordings", file);
            if (File.Exists(path))
                return path;
        }

        Assert.Ignore($"The recordings ({file}) are not beside this repository.");
        throw new InvalidOperationException("unreachable");
    }
}
