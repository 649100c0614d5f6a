namespace Microsoft.SemanticKernel;

/// <summary>Where a step's events go; the runtime implements it.</summary>
public interface IKernelProcessMessageChannel
{
    /// <summary>Takes an event for routing; its receivers run in the next superstep, not within this call.</summary>
    ValueTask EmitEventAsync(KernelProcessEvent processEvent);
}
