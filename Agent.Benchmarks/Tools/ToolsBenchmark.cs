using System.Diagnostics;
using Agent.Benchmarks.Measuring;
using Agent.Benchmarks.Reports;
using Agent.Benchmarks.Service;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Microsoft.SemanticKernel;

namespace Agent.Benchmarks.Tools;

/// <summary>What the filters around a tool call cost: the same functions with them and bare, in turns, in one run.</summary>
internal sealed class ToolsBenchmark(BenchmarkService service)
{
    private const int Rounds = 20;
    private const string Customer = "mara_olsen_1001";

    private static readonly Probe[] s_probes =
    [
        new("calculate, no database", "scratchpad", "calculate", 500, _ => new() { ["expression"] = "(129.00 + 24.90) * 2" }),
        new("get_order_details, one read", "orders", "get_order_details", 100, _ => new() { ["order_id"] = "#W1000001" }),
        new("create_ticket, one effect", "tickets", "create_ticket", 25,
            number => new() { ["team"] = "general", ["subject"] = $"Ticket {number}", ["body"] = "Measured, not meant." }),
    ];

    private int _number;

    public async Task<string> RunAsync()
    {
        var filtered = service.Get<Kernel>();
        var bare = new Kernel(services: null, filtered.Plugins); // no services, no filters
        var table = new MarkdownTable("one caller, in this process", "calls", "bare p50, ms", "bare p99", "bare calls/s", "filters p50, ms", "filters p99", "filters calls/s", "overhead p50, ms");
        foreach (var probe in s_probes)
        {
            await MeasureAsync(bare, probe);
            await MeasureAsync(filtered, probe); // the compiler's turn
            var (without, with) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                without.AddRange(await MeasureAsync(bare, probe));
                with.AddRange(await MeasureAsync(filtered, probe));
            }

            table.Add([probe.Title, Figures.Show(with.Count), .. Columns(without), .. Columns(with), Overhead(without, with)]);
        }

        return table.ToString();
    }

    private async Task<double[]> MeasureAsync(Kernel kernel, Probe probe)
    {
        var function = kernel.Plugins.GetFunction(probe.Plugin, probe.Tool);
        var times = new double[probe.Calls];
        for (var call = 0; call < times.Length; call++)
        {
            var own = ForCall(kernel, ++_number);
            var arguments = probe.Arguments(_number);
            var started = Stopwatch.GetTimestamp();
            var result = await function.InvokeAsync(own, arguments);
            times[call] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (result.GetValue<string>() is not { } text || text.StartsWith("Error", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"{probe.Tool} answered: {result}");
            }
        }

        return times;
    }

    /// <summary>As the workflow does it: a kernel of its own for every call, here with a conversation of its own for the budget.</summary>
    private static Kernel ForCall(Kernel kernel, int number)
    {
        var own = kernel.Clone();
        own.Data[ToolCallData.Tenant] = BackOfficeDatabase.DemoTenant;
        own.Data[ToolCallData.Role] = ToolRoles.Agent;
        own.Data[ToolCallData.Scopes] = string.Join(' ', ToolScopes.All);
        own.Data[ToolCallData.CustomerId] = Customer;
        own.Data[ToolCallData.ConversationId] = $"measured_{number / 50}";
        own.Data[ToolCallData.IdempotencyKey] = $"measured:{number}";
        return own;
    }

    private static string[] Columns(List<double> times)
    {
        var durations = new Durations(times);
        return [Precise(durations.Median), Precise(durations.At(0.99)), Figures.Show(times.Count / (times.Sum() / 1_000))];
    }

    private static string Overhead(List<double> without, List<double> with) => Precise(new Durations(with).Median - new Durations(without).Median);

    private static string Precise(double milliseconds) => milliseconds.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Probe(string Title, string Plugin, string Tool, int Calls, Func<int, KernelArguments> Arguments);
}
