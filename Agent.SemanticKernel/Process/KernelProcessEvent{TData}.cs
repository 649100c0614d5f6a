namespace Microsoft.SemanticKernel;

/// <summary>An event whose payload type is known where it is created.</summary>
/// <typeparam name="TData">The type of the payload.</typeparam>
public record KernelProcessEvent<TData> : KernelProcessEvent
    where TData : class
{
    public KernelProcessEvent()
    {
    }

    public KernelProcessEvent(string id, TData? data, KernelProcessEventVisibility visibility = KernelProcessEventVisibility.Internal)
    {
        Id = id;
        Data = data;
        Visibility = visibility;
    }
}
