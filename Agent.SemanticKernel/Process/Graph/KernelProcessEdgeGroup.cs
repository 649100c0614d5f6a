namespace Microsoft.SemanticKernel;

/// <summary>Edges that together make one call: the target runs when a message from every source has arrived.</summary>
public sealed class KernelProcessEdgeGroup
{
    public KernelProcessEdgeGroup(
        string groupId,
        List<KernelProcessMessageSource> messageSources,
        Func<Dictionary<string, object?>, IReadOnlyDictionary<string, object?>> inputMapping)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(groupId);
        ArgumentNullException.ThrowIfNull(messageSources);
        ArgumentNullException.ThrowIfNull(inputMapping);
        GroupId = groupId;
        MessageSources = messageSources;
        InputMapping = inputMapping;
    }

    public string GroupId { get; }

    public List<KernelProcessMessageSource> MessageSources { get; }

    /// <summary>Turns the messages, keyed <c>{stepId}.{event}</c>, into the target's arguments.</summary>
    public Func<Dictionary<string, object?>, IReadOnlyDictionary<string, object?>> InputMapping { get; }
}
