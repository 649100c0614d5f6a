using Agent.Processes.Yaml;

namespace Agent.Processes.Prompts;

/// <summary>The prompts file is faulty; the message names file, line, prompt and fault.</summary>
public sealed class PromptFileException(string file, int line, string? prompt, string fault, Exception? inner = null)
    : DefinitionFileException(file, line, prompt, fault, inner);
