using Agent.Processes.Yaml;

namespace Agent.Processes.Policies;

/// <summary>The policies file is faulty; the message names file, line, tool and fault.</summary>
public sealed class PolicyFileException(string file, int line, string? tool, string fault, Exception? inner = null)
    : DefinitionFileException(file, line, tool, fault, inner);
