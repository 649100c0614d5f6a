namespace Microsoft.SemanticKernel;

/// <summary>Decides whether an event follows an edge.</summary>
public class KernelProcessEdgeCondition(KernelProcessEdgeConditionCallback callback, string? declarativeDefinition = null)
{
    public KernelProcessEdgeConditionCallback Callback { get; init; } = callback ?? throw new ArgumentNullException(nameof(callback));

    /// <summary>The condition as text where there is one; <c>_default_</c> marks the branch taken when no other is.</summary>
    public string? DeclarativeDefinition { get; init; } = declarativeDefinition;
}
