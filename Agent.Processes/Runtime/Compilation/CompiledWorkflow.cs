using System.Text.Json;

namespace Agent.Processes.Runtime.Compilation;

/// <summary>A process graph made ready to run: nested processes flattened, functions bound, edges resolved. Immutable and shared by all conversations.</summary>
internal sealed class CompiledWorkflow
{
    /// <summary>Nothing at all: for a conversation whose own workflow cannot be used.</summary>
    public static CompiledWorkflow None { get; } = new()
    {
        Name = "",
        Version = "",
        Steps = [],
        Inputs = new Dictionary<string, CompiledEdge[]>(),
        EndEvents = new HashSet<string>(),
        Json = StoredJson.Options,
        Mermaid = "",
    };

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>In declaration order, a nested process's steps in its place.</summary>
    public required IReadOnlyList<CompiledStep> Steps { get; init; }

    public required IReadOnlyDictionary<string, CompiledEdge[]> Inputs { get; init; }

    public required IReadOnlySet<string> EndEvents { get; init; }

    public required JsonSerializerOptions Json { get; init; }

    public required string Mermaid { get; init; }

    public CompiledStep? FindStep(string path) => Steps.FirstOrDefault(step => step.Path == path);
}
