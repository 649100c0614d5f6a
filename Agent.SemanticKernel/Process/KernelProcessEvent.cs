namespace Microsoft.SemanticKernel;

/// <summary>An event sent to a process from outside, or emitted by one of its steps.</summary>
public record KernelProcessEvent
{
    /// <summary>The name the edges listen to; upper and lower case are different.</summary>
    public string Id { get; init; } = "";

    /// <summary>The payload; must survive a round trip through System.Text.Json.</summary>
    public object? Data { get; init; }

    /// <summary>Whether the event also leaves the process that owns the emitting step. Default: internal.</summary>
    public KernelProcessEventVisibility Visibility { get; set; } = KernelProcessEventVisibility.Internal;
}
