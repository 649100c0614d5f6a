namespace Microsoft.SemanticKernel;

/// <summary>What an edge triggers.</summary>
public record KernelProcessTarget(ProcessTargetType Type);
