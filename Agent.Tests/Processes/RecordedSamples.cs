namespace Agent.Tests.Processes;

/// <summary>Recorded conversations and attacks that are not a part of the repository. A test that needs them is ignored where they are absent.</summary>
internal static class RecordedSamples
{
    public const string Variable = "AGENT_RECORDINGS";

    private static readonly string? s_directory = Find();

    /// <summary>The lines of one file; ignores the test when it is not there.</summary>
    public static string[] ReadLines(string file)
    {
        var path = s_directory is null ? null : Path.Combine(s_directory, file);
        Assume(path);
        return File.ReadAllLines(path!);
    }

    private static void Assume(string? path)
    {
        if (path is null || !File.Exists(path))
        {
            Assert.Ignore($"The recordings are not here; set {Variable} to their folder.");
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set)
        {
            return set;
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
}
