namespace Agent.Processes.Yaml;

/// <summary>A file the service is defined by is faulty. The service does not start with it.</summary>
public abstract class DefinitionFileException(string file, int line, string? entry, string fault, Exception? inner = null)
    : Exception($"{file}({line}): {(entry is null ? "" : $"'{entry}': ")}{fault}", inner)
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; } = line;

    /// <summary>The prompt or tool whose entry is faulty; null when the fault is outside all entries.</summary>
    public string? Entry { get; } = entry;

    /// <summary>What is wrong.</summary>
    public string Fault { get; } = fault;
}
