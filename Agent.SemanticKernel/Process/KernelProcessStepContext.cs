namespace Microsoft.SemanticKernel;

/// <summary>
/// Lets a step function emit events. The runtime supplies it where a function declares it as a required parameter
/// (an optional one stays empty); it never counts as an input of the function.
/// </summary>
public sealed class KernelProcessStepContext(IKernelProcessMessageChannel channel)
{
    private readonly IKernelProcessMessageChannel _channel = channel ?? throw new ArgumentNullException(nameof(channel));

    /// <summary>Emits an event; steps listening to it run in the next superstep.</summary>
    public ValueTask EmitEventAsync(KernelProcessEvent processEvent)
    {
        ArgumentNullException.ThrowIfNull(processEvent);
        return _channel.EmitEventAsync(processEvent);
    }

    /// <summary>Emits an event; steps listening to it run in the next superstep.</summary>
    /// <param name="eventId">The name the edges listen to; upper and lower case are different.</param>
    /// <param name="data">What the target's parameter receives. A function with a required parameter does not run for null.</param>
    /// <param name="visibility">Public events also leave the process that owns the step.</param>
    public ValueTask EmitEventAsync(
        string eventId, object? data = null, KernelProcessEventVisibility visibility = KernelProcessEventVisibility.Internal)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(eventId);
        return _channel.EmitEventAsync(new KernelProcessEvent { Id = eventId, Data = data, Visibility = visibility });
    }
}
