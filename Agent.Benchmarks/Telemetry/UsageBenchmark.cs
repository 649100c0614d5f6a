using System.Diagnostics;
using System.Globalization;
using Agent.Benchmarks.Measuring;
using Agent.Benchmarks.Reports;
using Agent.Benchmarks.Service;
using Agent.Processes.Costs.Usage;

namespace Agent.Benchmarks.Telemetry;

/// <summary>How long it takes to say what a month of conversations cost, by every dimension.</summary>
internal static class UsageBenchmark
{
    private const int Rounds = 15;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var conversations = 100_000;
        if (arguments.Length > 1 || (arguments is [var text] && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out conversations) || conversations == 0)))
        {
            await Console.Error.WriteLineAsync("usage: usage [conversations]");
            return 2;
        }

        await using var service = await BenchmarkService.StartAsync(connection: null, serves: false);
        await UsageMonth.FillAsync(service.Database, conversations);
        var usage = service.Get<IUsage>();
        var table = new MarkdownTable("by", "lines", "median, ms", "slowest, ms");
        foreach (var dimension in Enum.GetValues<UsageDimension>())
        {
            var times = new List<double>();
            var lines = 0;
            for (var round = -2; round < Rounds; round++)
            {
                var began = Stopwatch.GetTimestamp();
                lines = (await usage.ReadAsync(UsageMonth.Tenant, UsageMonth.By(dimension))).Items.Count;
                if (round >= 0)
                {
                    times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
            }

            table.Add(dimension.ToString().ToLowerInvariant(), Figures.Show(lines), Figures.Show(new Durations(times).Median), Figures.Show(times.Max()));
        }

        await Console.Out.WriteLineAsync(table.ToString());
        return 0;
    }
}
