using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Agent.Benchmarks.Conversations;
using Agent.Benchmarks.Measuring;
using Agent.Benchmarks.Reports;
using Agent.Benchmarks.Service;
using Agent.Host.Telemetry.Export;
using OpenTelemetry.Exporter;

namespace Agent.Benchmarks.Telemetry;

/// <summary>What traces and metrics cost: the same conversations with and without them, in alternating rounds of one run, so that what else the machine does hits both.</summary>
internal static class TelemetryBenchmark
{
    private const int TurnsPerConversation = 3;
    private const int WarmUps = 3;

    /// <param name="arguments">Pairs of rounds (default 8), conversations in a round (default 150), and how many at a time (default 8).</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        int[] numbers = [8, 150, 8];
        for (var index = 0; index < arguments.Length; index++)
        {
            if (index >= numbers.Length || !int.TryParse(arguments[index], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[index]) || numbers[index] == 0)
            {
                await Console.Error.WriteLineAsync("usage: telemetry [pairs of rounds] [conversations in a round] [at a time]");
                return 2;
            }
        }

        await using var service = await BenchmarkService.StartAsync(connection: null);
        await using var sink = await OtlpSink.StartAsync();
        var played = new List<ShopOrder>();
        for (var round = 0; round < WarmUps; round++)
        {
            await RoundAsync(service, sink, isOn: round % 2 == 0, numbers[1], numbers[2], played);
        }

        var spans = await CountSpansAsync(() => RoundAsync(service, sink, isOn: true, numbers[1], numbers[2], played));
        var before = sink.Bytes;
        var (on, off) = (new List<Usage>(), new List<Usage>());
        for (var pair = 0; pair < numbers[0]; pair++)
        {
            // On, off, off, on, …: neither always comes first.
            foreach (var isOn in pair % 2 == 0 ? [true, false] : new[] { false, true })
            {
                (isOn ? on : off).Add(await RoundAsync(service, sink, isOn, numbers[1], numbers[2], played));
            }
        }

        await service.Shop.VerifyReturnedAsync(played);
        var turns = (double)numbers[1] * TurnsPerConversation;
        await Console.Out.WriteLineAsync(Render(on, off, turns, spans / turns, (sink.Bytes - before) / (turns * numbers[0])));
        return 0;
    }

    private static async Task<Usage> RoundAsync(BenchmarkService service, OtlpSink sink, bool isOn, int conversations, int atATime, List<ShopOrder> played)
    {
        var orders = await service.Shop.AddOrdersAsync(conversations);
        played.AddRange(orders);
        var scenario = new ReturnScenario(service.Conversations, decidesThroughApi: false);
        using var telemetry = new TelemetryService(
            new(sink.Address, OtlpExportProtocol.HttpProtobuf, null, SampleRatio: 1, TimeSpan.FromSeconds(10), IncludesContent: false, TimeSpan.FromSeconds(5)), "benchmark");
        if (isOn)
        {
            await telemetry.StartAsync(CancellationToken.None);
        }

        GC.Collect();
        return await service.Meter.MeasureAsync(async () =>
        {
            var waiting = new ConcurrentQueue<ShopOrder>(orders);
            await Task.WhenAll(Enumerable.Range(0, atATime).Select(_ => Task.Run(async () =>
            {
                while (waiting.TryDequeue(out var order))
                {
                    await scenario.PlayAsync(order);
                }
            })));
        });
    }

    private static async Task<long> CountSpansAsync(Func<Task> play)
    {
        long spans = 0;
        using var listener = new ActivityListener { ShouldListenTo = _ => true, ActivityStopped = _ => Interlocked.Increment(ref spans) };
        ActivitySource.AddActivityListener(listener);
        await play();
        return spans;
    }

    private static string Render(List<Usage> on, List<Usage> off, double turns, double spans, double bytes)
    {
        var table = new MarkdownTable("per turn; medians of the rounds", "off", "on", "on to off", "pairs from", "to");
        Add("turns per second", usage => turns / usage.Elapsed.TotalSeconds);
        Add("CPU of the service, ms", usage => usage.Service.TotalMilliseconds / turns);
        Add("CPU of PostgreSQL, ms", usage => (usage.Server?.TotalMilliseconds ?? double.NaN) / turns);
        Add("allocated, KB", usage => usage.AllocatedBytes / 1024.0 / turns);
        var more = Median(on, off, (one, other) => one.AllocatedBytes - other.AllocatedBytes) / turns;
        return string.Create(CultureInfo.InvariantCulture,
            $"{table}{Environment.NewLine}{Environment.NewLine}{spans:0.0} spans a turn; {more / spans:0} bytes allocated for each, export included; {bytes / 1024:0.0} KB sent a turn. {on.Count} pairs of rounds of {turns:0} turns.");

        void Add(string what, Func<Usage, double> value)
        {
            var ratios = on.Zip(off, (one, other) => value(one) / value(other)).Order().ToList();
            table.Add(
                what, Figures.Show(new Durations(off.Select(value)).Median), Figures.Show(new Durations(on.Select(value)).Median), Show(new Durations(ratios).Median),
                Show(ratios[0]), Show(ratios[^1]));
        }
    }

    private static double Median(List<Usage> on, List<Usage> off, Func<Usage, Usage, double> value) => new Durations(on.Zip(off, value)).Median;

    private static string Show(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);
}
