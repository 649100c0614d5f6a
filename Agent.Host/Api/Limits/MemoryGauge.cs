namespace Agent.Host.Api.Limits;

/// <summary>How much of the memory that this process may use it does use, as seen now. A container's limit counts.</summary>
internal sealed class MemoryGauge
{
    /// <summary>From 0 to 1.</summary>
    public Func<double> Read { get; init; } = static () =>
        GC.GetGCMemoryInfo() is { TotalAvailableMemoryBytes: > 0 } memory ? (double)GC.GetTotalMemory(forceFullCollection: false) / memory.TotalAvailableMemoryBytes : 0;
}
