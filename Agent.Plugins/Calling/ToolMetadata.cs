using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling;

/// <summary>What the metadata of a tool says beyond its name and parameters.</summary>
public static class ToolMetadata
{
    /// <summary>Key in <see cref="KernelFunctionMetadata.AdditionalProperties"/>: true for a tool that changes something, false for one that reads.</summary>
    public const string Consequential = "consequential";

    /// <summary>Whether the function is a tool at all: prompts and a process's own steps are not.</summary>
    public static bool IsTool(KernelFunction function) => function.Metadata.AdditionalProperties.ContainsKey(Consequential);

    /// <summary>Whether calling the function changes something.</summary>
    public static bool IsConsequential(KernelFunction function) =>
        function.Metadata.AdditionalProperties.TryGetValue(Consequential, out var value) && value is true;
}
