namespace Microsoft.SemanticKernel;

/// <summary>The kinds of target an edge can have. Graphs made by <see cref="ProcessBuilder"/> use <see cref="KernelFunction"/> only.</summary>
public enum ProcessTargetType
{
    Invocation,
    KernelFunction,
    StateUpdate,
}
