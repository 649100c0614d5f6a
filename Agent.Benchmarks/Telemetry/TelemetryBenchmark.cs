using System.Globalization;
using Agent.Benchmarks.Measuring;
using Agent.Benchmarks.Service;

namespace Agent.Benchmarks.Telemetry;

/// <summary>
/// What traces and metrics cost: the same conversations with and without them, in short rounds of one run that follow each other as off, on, on, off, then on, off, off, on. What drifts
/// hits both alike, and what else the machine does hits neither more often than the other: of many such foursomes the middle and its bounds are told.
/// </summary>
internal static class TelemetryBenchmark
{
    private const int TurnsPerConversation = 3;

    /// <summary>What is compared with nothing at all.</summary>
    private static readonly TelemetryWay[] s_ways = [new("on", 1, false), new("on, with database spans", 1, true), new("on, a tenth of the conversations", 0.1, false)];

    /// <param name="arguments">Foursomes (default 40), conversations in a round (default 60), how many at a time (default 8), and how many of the ways are compared (default the first).</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        int[] numbers = [40, 60, 8, 1];
        for (var index = 0; index < arguments.Length; index++)
        {
            if (index >= numbers.Length || !int.TryParse(arguments[index], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[index]) || numbers[index] == 0)
            {
                await Console.Error.WriteLineAsync("usage: telemetry [foursomes, at least 6] [conversations in a round] [at a time] [ways]");
                return 2;
            }
        }

        var (foursomes, conversations, ways) = (Math.Max(6, numbers[0]), numbers[1], s_ways.AsMemory(0, Math.Min(numbers[3], s_ways.Length)).ToArray());
        await using var service = await BenchmarkService.StartAsync(connection: null);
        await using var sink = await OtlpSink.StartAsync();
        var rounds = new TelemetryRounds(service, sink, conversations, numbers[2]);
        foreach (var way in ways)
        {
            await rounds.WarmUpAsync(way);
        }

        var report = new TelemetryReport(conversations * TurnsPerConversation);
        var before = sink.Cpu;
        for (var number = 0; number < foursomes; number++)
        {
            foreach (var way in ways)
            {
                await MeasureAsync(rounds, way, report, offFirst: number % 2 == 0);
            }
        }

        await service.Shop.VerifyReturnedAsync(rounds.Played);
        await Console.Out.WriteLineAsync(report.Render(ways));
        var turns = 2.0 * foursomes * ways.Length * conversations * TurnsPerConversation;
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{foursomes} foursomes of rounds, of {conversations * TurnsPerConversation} turns each. The stand-in of the collector, a process of its own, took {(sink.Cpu - before).TotalMilliseconds / turns:0.00} ms of CPU for each turn."));
        return 0;
    }

    private static async Task MeasureAsync(TelemetryRounds rounds, TelemetryWay way, TelemetryReport report, bool offFirst)
    {
        bool[] order = offFirst ? [false, true, true, false] : [true, false, false, true];
        var (off, on) = (new List<Usage>(2), new List<Usage>(2));
        foreach (var isOn in order)
        {
            (isOn ? on : off).Add(await rounds.PlayAsync(isOn ? way : null));
        }

        report.Add(way, Together(off), Together(on));
    }

    private static Usage Together(List<Usage> two) => new(
        two[0].Elapsed + two[1].Elapsed, two[0].Service + two[1].Service, two[0].Server + two[1].Server, two[0].AllocatedBytes + two[1].AllocatedBytes, two[0].WalBytes + two[1].WalBytes);
}
