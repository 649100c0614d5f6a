using Agent.Processes.Yaml;

namespace Agent.Processes.Evaluation;

/// <summary>A suite's file is faulty; the message names file, line, case and fault.</summary>
public sealed class SuiteFileException(string file, int line, string? id, string fault, Exception? inner = null)
    : DefinitionFileException(file, line, id, fault, inner);
