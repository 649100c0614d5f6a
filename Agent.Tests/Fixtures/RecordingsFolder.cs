namespace Agent.Tests.Fixtures;

/// <summary>
/// Recorded conversations and attacks, which are not a part of the repository: the folder named by AGENT_RECORDINGS, or
/// <c>shared/recordings</c> beside the checkout. A test that needs them is ignored where they are absent.
/// </summary>
internal static class RecordingsFolder
{
    private static readonly string? s_folder = Find();

    /// <summary>The path of one of its files; ignores the test when it is not there.</summary>
    public static string PathOf(string file)
    {
        var path = s_folder is null ? null : Path.Combine(s_folder, file);
        if (path is null || !File.Exists(path))
        {
            Assert.Ignore($"The recordings ({file}) are not here; set AGENT_RECORDINGS to their folder.");
        }

        return path!;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("AGENT_RECORDINGS") is { Length: > 0 } set)
        {
            return set;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "shared", "recordings") is var candidate && Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
