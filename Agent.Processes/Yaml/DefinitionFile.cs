namespace Agent.Processes.Yaml;

/// <summary>Finds a definition file.</summary>
internal static class DefinitionFile
{
    /// <summary>An absolute path as it is; a relative one in the working directory, else beside the program.</summary>
    public static string Locate(string path) =>
        Path.IsPathRooted(path) || File.Exists(path) ? Path.GetFullPath(path) : Path.Combine(AppContext.BaseDirectory, path);
}
