namespace Microsoft.SemanticKernel;

/// <summary>One of the events an edge group waits for.</summary>
public sealed class KernelProcessMessageSource(string messageType, string sourceStepId)
{
    /// <summary>The event's id without the step's.</summary>
    public string MessageType { get; } = messageType;

    public string SourceStepId { get; } = sourceStepId;
}
