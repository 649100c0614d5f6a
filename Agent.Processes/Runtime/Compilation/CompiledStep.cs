using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime.Compilation;

/// <summary>One step of a compiled workflow.</summary>
internal sealed class CompiledStep
{
    /// <summary>Its place in declaration order.</summary>
    public required int Index { get; init; }

    /// <summary>Stored: the ids from the root to the step, joined by a slash.</summary>
    public required string Path { get; init; }

    public required JsonEncodedText EncodedPath { get; init; }

    /// <summary>The step's own id.</summary>
    public required string Id { get; init; }

    public required Type Type { get; init; }

    /// <summary>Makes an instance; its constructor's parameters come from the kernel's services.</summary>
    public required ObjectFactory Factory { get; init; }

    /// <summary>Null for a step without state.</summary>
    public required StepState? State { get; init; }

    /// <summary>The version of its state, and how older ones are read.</summary>
    public required StateVersions Versions { get; init; }

    public required KernelProcessStepState Info { get; init; }

    public required IReadOnlyList<CompiledFunction> Functions { get; init; }

    public required IReadOnlySet<string> Emits { get; init; }

    /// <summary>By the event's id as the step emits it, such as <c>support.blocked</c> or <c>run.OnError</c>.</summary>
    public Dictionary<string, CompiledEdge[]> Edges { get; } = new(StringComparer.Ordinal);

    /// <summary>Where an error of a function goes that has no error edge of its own.</summary>
    public CompiledEdge[] ErrorEdges { get; set; } = [];
}
