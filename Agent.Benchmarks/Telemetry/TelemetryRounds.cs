using System.Collections.Concurrent;
using System.Diagnostics;
using Agent.Benchmarks.Conversations;
using Agent.Benchmarks.Measuring;
using Agent.Benchmarks.Service;
using Agent.Host.Telemetry.Export;
using OpenTelemetry.Exporter;

namespace Agent.Benchmarks.Telemetry;

/// <summary>Plays rounds of conversations, with telemetry and without.</summary>
internal sealed class TelemetryRounds(BenchmarkService service, OtlpSink sink, int conversations, int atATime)
{
    /// <summary>Conversations before each round is measured: whoever begins to tell opens a connection and makes a row for each series, once.</summary>
    private const int FirstConversations = 8;

    /// <summary>How many rounds of each come first, for the compiler: it goes on for thousands of turns, and what tells is called too seldom to be among the first it does well.</summary>
    private const int WarmUps = 40;

    public List<ShopOrder> Played { get; } = [];

    /// <summary>Plays both ways until both are warm, and counts spans and bytes of one round.</summary>
    public async Task WarmUpAsync(TelemetryWay way)
    {
        for (var round = 0; round < WarmUps; round++)
        {
            await PlayAsync(null);
            await PlayAsync(way);
        }

        var sent = await sink.ReadBytesAsync();
        var played = (double)conversations / (FirstConversations + conversations);
        way.Spans = (long)(played * await CountSpansAsync(() => PlayAsync(way)));
        way.Bytes = (long)(played * (await sink.ReadBytesAsync() - sent));
    }

    /// <param name="way">How it is told; null for not at all.</param>
    /// <returns>What it took: the time of the conversations alone, and the CPU with all that was sent afterwards.</returns>
    public async Task<Usage> PlayAsync(TelemetryWay? way)
    {
        var orders = await service.Shop.AddOrdersAsync(FirstConversations + conversations);
        Played.AddRange(orders);
        var scenario = new ReturnScenario(service.Conversations, decidesThroughApi: false);
        using var telemetry = way is null ? null : new TelemetryService(
            new(sink.Address, OtlpExportProtocol.HttpProtobuf, null, way.Ratio, TimeSpan.FromSeconds(10), IncludesContent: false, way.HasDatabase, TimeSpan.FromSeconds(30)),
            TelemetrySettings.Service, "benchmark");
        if (telemetry is not null)
        {
            await telemetry.StartAsync(CancellationToken.None);
        }

        await PlayAsync(scenario, orders.Take(FirstConversations));
        telemetry?.SendSpans();
        GC.Collect();
        var elapsed = TimeSpan.Zero;
        var used = await service.Meter.MeasureAsync(async () =>
        {
            var started = Stopwatch.GetTimestamp();
            await PlayAsync(scenario, orders.Skip(FirstConversations));
            elapsed = Stopwatch.GetElapsedTime(started);
            telemetry?.SendSpans(); // what is left belongs to what telling costs
        });
        return used with { Elapsed = elapsed };
    }

    private Task PlayAsync(ReturnScenario scenario, IEnumerable<ShopOrder> orders)
    {
        var waiting = new ConcurrentQueue<ShopOrder>(orders);
        return Task.WhenAll(Enumerable.Range(0, atATime).Select(_ => Task.Run(async () =>
        {
            while (waiting.TryDequeue(out var order))
            {
                await scenario.PlayAsync(order);
            }
        })));
    }

    private static async Task<long> CountSpansAsync(Func<Task> play)
    {
        long spans = 0;
        // It does not ask for any itself: those are counted that would have been made without it.
        using var listener = new ActivityListener { ShouldListenTo = _ => true, Sample = Nothing, ActivityStopped = _ => Interlocked.Increment(ref spans) };
        ActivitySource.AddActivityListener(listener);
        await play();
        return spans;

        static ActivitySamplingResult Nothing(ref ActivityCreationOptions<ActivityContext> options) => ActivitySamplingResult.None;
    }
}
