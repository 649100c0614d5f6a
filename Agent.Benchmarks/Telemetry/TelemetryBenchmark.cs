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

/// <summary>What traces and metrics cost: the same conversations with and without them, in alternating rounds of one run, so that what else the machine does hits all of them.</summary>
internal static class TelemetryBenchmark
{
    private const int TurnsPerConversation = 3;

    /// <summary>What is compared with nothing at all.</summary>
    private static readonly (string Name, double Ratio, bool HasDatabase)[] s_ways = [("on", 1, false), ("on, with database spans", 1, true), ("on, a tenth of the conversations", 0.1, false)];

    /// <param name="arguments">Rounds of each (default 8), conversations in a round (default 150), how many at a time (default 8), and how many of the ways are compared (default all three).</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        int[] numbers = [8, 150, 8, s_ways.Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            if (index >= numbers.Length || !int.TryParse(arguments[index], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[index]) || numbers[index] == 0)
            {
                await Console.Error.WriteLineAsync("usage: telemetry [rounds of each] [conversations in a round] [at a time] [ways]");
                return 2;
            }
        }

        var ways = Math.Min(numbers[3], s_ways.Length);
        await using var service = await BenchmarkService.StartAsync(connection: null);
        await using var sink = await OtlpSink.StartAsync();
        var benchmark = new Bench(service, sink, numbers[1], numbers[2]);
        var spans = new long[ways];
        for (var way = -1; way < ways; way++)
        {
            var counted = await CountSpansAsync(() => benchmark.RoundAsync(way)); // warms up as well
            if (way >= 0)
            {
                spans[way] = counted;
            }
        }

        var used = Enumerable.Range(0, ways + 1).Select(_ => new List<Usage>()).ToArray();
        var bytes = new long[ways];
        var before = sink.Cpu;
        for (var round = 0; round < numbers[0]; round++)
        {
            // Each begins a round in turn: none always comes first.
            for (var place = 0; place < used.Length; place++)
            {
                var way = ((round + place) % used.Length) - 1;
                var sent = await sink.ReadBytesAsync();
                used[way + 1].Add(await benchmark.RoundAsync(way));
                if (way >= 0)
                {
                    bytes[way] += await sink.ReadBytesAsync() - sent;
                }
            }
        }

        await service.Shop.VerifyReturnedAsync(benchmark.Played);
        var turns = (double)numbers[1] * TurnsPerConversation;
        await Console.Out.WriteLineAsync(Render(used, turns, spans, bytes));
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{numbers[0]} rounds of each, of {turns:0} turns. The stand-in of the collector, a process of its own, took {(sink.Cpu - before).TotalMilliseconds / (turns * numbers[0] * ways):0.00} ms of CPU for each turn."));
        return 0;
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

    private static string Render(List<Usage>[] used, double turns, long[] spans, long[] bytes)
    {
        var table = new MarkdownTable("per turn; medians of the rounds", "off", "on", "on to off", "pairs from", "to");
        foreach (var (name, value) in new (string, Func<Usage, double>)[]
        {
            ("turns per second", usage => turns / usage.Elapsed.TotalSeconds),
            ("CPU of the service, ms", usage => usage.Service.TotalMilliseconds / turns),
            ("CPU of PostgreSQL, ms", usage => (usage.Server?.TotalMilliseconds ?? double.NaN) / turns),
            ("allocated, KB", usage => usage.AllocatedBytes / 1024.0 / turns),
        })
        {
            for (var way = 0; way < spans.Length; way++)
            {
                var ratios = used[way + 1].Zip(used[0], (one, other) => value(one) / value(other)).Order().ToList();
                table.Add(
                    $"{name}; {s_ways[way].Name}", Figures.Show(new Durations(used[0].Select(value)).Median), Figures.Show(new Durations(used[way + 1].Select(value)).Median),
                    Show(new Durations(ratios).Median), Show(ratios[0]), Show(ratios[^1]));
            }
        }

        var told = new MarkdownTable("", "spans a turn", "KB sent a turn", "bytes allocated a span");
        for (var way = 0; way < spans.Length; way++)
        {
            var more = new Durations(used[way + 1].Zip(used[0], (one, other) => (double)(one.AllocatedBytes - other.AllocatedBytes))).Median;
            told.Add(
                s_ways[way].Name, (spans[way] / turns).ToString("0.0", CultureInfo.InvariantCulture),
                (bytes[way] / (turns * used[way + 1].Count) / 1024).ToString("0.0", CultureInfo.InvariantCulture), (more / spans[way]).ToString("0", CultureInfo.InvariantCulture));
        }

        return $"{table}{Environment.NewLine}{Environment.NewLine}{told}{Environment.NewLine}";
    }

    private static string Show(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Plays rounds.</summary>
    private sealed class Bench(BenchmarkService service, OtlpSink sink, int conversations, int atATime)
    {
        public List<ShopOrder> Played { get; } = [];

        /// <param name="way">Which of <see cref="s_ways"/>; -1 for none.</param>
        public async Task<Usage> RoundAsync(int way)
        {
            var orders = await service.Shop.AddOrdersAsync(conversations);
            Played.AddRange(orders);
            var scenario = new ReturnScenario(service.Conversations, decidesThroughApi: false);
            var (_, ratio, hasDatabase) = s_ways[Math.Max(way, 0)];
            using var telemetry = new TelemetryService(
                new(sink.Address, OtlpExportProtocol.HttpProtobuf, null, ratio, TimeSpan.FromSeconds(10), IncludesContent: false, hasDatabase, TimeSpan.FromSeconds(5)),
                TelemetrySettings.Service, "benchmark");
            if (way >= 0)
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
    }
}
