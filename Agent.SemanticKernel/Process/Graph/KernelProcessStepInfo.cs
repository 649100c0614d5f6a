using System.Collections.ObjectModel;

namespace Microsoft.SemanticKernel;

/// <summary>A step in a built process: the type that implements it, its initial state and its outgoing edges.</summary>
public record KernelProcessStepInfo
{
    public KernelProcessStepInfo(
        Type innerStepType,
        KernelProcessStepState state,
        Dictionary<string, List<KernelProcessEdge>> edges,
        Dictionary<string, KernelProcessEdgeGroup>? incomingEdgeGroups = null)
    {
        ArgumentNullException.ThrowIfNull(innerStepType);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(edges);
        InnerStepType = innerStepType;
        State = state;
        Edges = new ReadOnlyDictionary<string, IReadOnlyCollection<KernelProcessEdge>>(
            edges.ToDictionary(pair => pair.Key, IReadOnlyCollection<KernelProcessEdge> (pair) => pair.Value.AsReadOnly(), StringComparer.Ordinal));
        IncomingEdgeGroups = incomingEdgeGroups;
    }

    /// <summary>The step's class; <see cref="KernelProcess"/> itself for a process used as a step.</summary>
    public Type InnerStepType { get; }

    public KernelProcessStepState State { get; init; }

    public string? Description { get; init; }

    /// <summary>
    /// Outgoing edges by event key; upper and lower case are different. Keys of a step are <c>{stepId}.{event}</c>, for results and errors
    /// <c>{stepId}.{function}.OnResult</c> and <c>{stepId}.{function}.OnError</c>; those of a process are described at <see cref="KernelProcess"/>.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyCollection<KernelProcessEdge>> Edges { get; }

    /// <summary>Groups of edges that fire only when all their sources have arrived; null for a step without any.</summary>
    public IReadOnlyDictionary<string, KernelProcessEdgeGroup>? IncomingEdgeGroups { get; }
}
