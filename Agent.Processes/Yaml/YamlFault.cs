using YamlDotNet.Core;

namespace Agent.Processes.Yaml;

/// <summary>A fault at a place of a YAML text, before it is known which file and entry it is in.</summary>
internal sealed class YamlFault(Mark at, string fault) : Exception(fault)
{
    /// <summary>The line, counted from 1.</summary>
    public int Line { get; } = (int)Math.Max(1, at.Line);
}
