using System.Diagnostics;

namespace Agent.Tests.Host.Database;

/// <summary>How often requests go to the database: the driver tells, in the request's trace.</summary>
internal static class RoundTrips
{
    private const int Attempts = 5;

    /// <summary>The fewest of several attempts: whoever waits for a turn that ends between two looks asks once more, with a wall or without.</summary>
    /// <param name="ask">Makes the requests of an attempt, whose number it is given.</param>
    public static async Task<int> CountFewestAsync(Func<int, Task> ask)
    {
        var counts = new List<int>();
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            counts.Add(await CountAsync(() => ask(attempt)));
        }

        return counts.Min();
    }

    private static async Task<int> CountAsync(Func<Task> ask)
    {
        var count = 0;
        using var request = new Activity("a turn").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => Interlocked.Add(ref count, span.Source.Name == "Npgsql" && span.TraceId == request.TraceId ? 1 : 0),
        };
        ActivitySource.AddActivityListener(listener);
        await ask();
        return Volatile.Read(ref count);
    }
}
