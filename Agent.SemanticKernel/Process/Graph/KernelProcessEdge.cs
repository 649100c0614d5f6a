namespace Microsoft.SemanticKernel;

/// <summary>A connection from an event of one step to what the event triggers. The event is the key under which the edge is stored.</summary>
public sealed class KernelProcessEdge
{
    private static readonly KernelProcessEdgeCondition Always = new((_, _) => Task.FromResult(true));

    public KernelProcessEdge(
        string sourceStepId, KernelProcessTarget outputTarget, string? groupId = null, KernelProcessEdgeCondition? condition = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sourceStepId);
        ArgumentNullException.ThrowIfNull(outputTarget);
        SourceStepId = sourceStepId;
        OutputTarget = outputTarget;
        GroupId = groupId;
        Condition = condition ?? Always;
    }

    public string SourceStepId { get; init; }

    public KernelProcessTarget OutputTarget { get; init; }

    /// <summary>The group the edge belongs to, null for one that fires by itself.</summary>
    public string? GroupId { get; init; }

    /// <summary>Never null: an edge declared without a condition gets one that is always true.</summary>
    public KernelProcessEdgeCondition Condition { get; init; }
}
