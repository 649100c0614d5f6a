using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime.Compilation;

/// <summary>Where an event leads: to one parameter of one function, or nowhere further (<see cref="IsEnd"/>).</summary>
internal sealed record CompiledEdge
{
    public CompiledStep? Step { get; init; }

    public CompiledFunction? Function { get; init; }

    /// <summary>Null when the function takes no payload: any message makes it run.</summary>
    public CompiledParameter? Parameter { get; init; }

    public KernelProcessEdgeCondition? Condition { get; init; }

    /// <summary>True for <c>StopProcess</c>. Which event ends the conversation is said by <see cref="WorkflowDefinition.EndEvents"/>.</summary>
    public bool IsEnd => Step is null;

    /// <summary>True when only an event with public visibility passes, because the edge belongs to the process around the step.</summary>
    public bool PublicOnly { get; init; }
}
