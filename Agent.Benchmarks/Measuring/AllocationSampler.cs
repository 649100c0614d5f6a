using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Agent.Benchmarks.Measuring;

/// <summary>Estimates which types take the memory: the runtime names the object that fills every next 100 KB.</summary>
internal sealed class AllocationSampler : EventListener
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const EventKeywords Collections = (EventKeywords)0x1;
    private const int AllocationTick = 10;
    private readonly ConcurrentDictionary<string, long> _bytes = new(StringComparer.Ordinal);

    /// <summary>Types and their share of the bytes allocated, the largest first.</summary>
    public IReadOnlyList<(string Type, double Share)> Largest(int count)
    {
        var total = (double)Math.Max(1, _bytes.Values.Sum());
        return [.. _bytes.OrderByDescending(entry => entry.Value).Take(count).Select(entry => (entry.Key, entry.Value / total))];
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Runtime)
        {
            EnableEvents(eventSource, EventLevel.Verbose, Collections);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // AllocationAmount64 is the fourth field of the event, TypeName the sixth.
        if (eventData is { EventId: AllocationTick, Payload: [_, _, _, ulong bytes, _, string type, ..] })
        {
            _bytes.AddOrUpdate(type, (long)bytes, (_, sum) => sum + (long)bytes);
        }
    }
}
