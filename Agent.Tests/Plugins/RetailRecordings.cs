using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agent.Tests.Plugins;

/// <summary>
/// The public retail recordings, which are not part of this repository: the folder named by <c>RECORDINGS</c>, or
/// <c>../shared/recordings</c> beside the checkout. A test that needs them is ignored where they are missing.
/// </summary>
internal static class RetailRecordings
{
    public static T Read<T>(string file) => JsonSerializer.Deserialize<T>(File.ReadAllText(Find(file)))!;

    /// <summary>One recording a line.</summary>
    public static IEnumerable<JsonNode> ReadLines(string file) => File.ReadLines(Find(file)).Select(line => JsonNode.Parse(line)!);

    private static string Find(string file) => Path.Combine(Folder() ?? Missing(), file);

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("RECORDINGS") is { Length: > 0 } configured)
        {
            return configured;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "recordings");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    private static string Missing()
    {
        Assert.Ignore("The public retail recordings are not here: set RECORDINGS to their folder.");
        return "";
    }
}
