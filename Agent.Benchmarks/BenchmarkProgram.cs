using Agent.Benchmarks.Conversations;
using Agent.Benchmarks.Engine;
using Agent.Benchmarks.Faults;
using Agent.Benchmarks.Guardrail;
using Agent.Benchmarks.Http;
using Agent.Benchmarks.Mcp;
using Agent.Benchmarks.Measuring;
using Agent.Benchmarks.Portal;
using Agent.Benchmarks.Promises;
using Agent.Benchmarks.Replicas;
using Agent.Benchmarks.Replaying;
using Agent.Benchmarks.Reports;
using Agent.Benchmarks.Service;
using Agent.Benchmarks.Telemetry;
using Agent.Benchmarks.Tools;
using Agent.Benchmarks.Turns;
using Agent.Benchmarks.Waiting;

namespace Agent.Benchmarks;

/// <summary>Runs what the command line asks for and prints Markdown.</summary>
internal static class BenchmarkProgram
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["faults", .. var rest])
        {
            return await FaultsProgram.RunAsync(rest);
        }

        if (arguments is ["promises", .. var numbers])
        {
            return await PromisesProgram.RunAsync(numbers);
        }

        if (arguments is ["guardrail", .. var samples])
        {
            return await GuardrailProgram.RunAsync(samples);
        }

        if (arguments is ["mcp", .. var calls])
        {
            return await McpBenchmark.RunAsync(calls);
        }

        if (arguments is ["telemetry", .. var rounds])
        {
            return await TelemetryBenchmark.RunAsync(rounds);
        }

        if (arguments is [OtlpSink.Verb])
        {
            return await OtlpSink.RunAsync();
        }

        if (arguments is ["usage", .. var month])
        {
            return await UsageBenchmark.RunAsync(month);
        }

        if (arguments is ["http", .. var time])
        {
            return await HttpBenchmark.RunAsync(time);
        }

        if (arguments is [BareEndpoint.Verb, var connection, var url])
        {
            return await BareEndpoint.RunAsync(connection, url);
        }

        if (arguments is ["portal", .. var conversations])
        {
            return await PortalBenchmark.RunAsync(conversations);
        }

        if (arguments is ["replay", .. var replayed])
        {
            return await ReplayProgram.RunAsync(replayed);
        }

        BenchmarkOptions options;
        try
        {
            options = BenchmarkOptions.Parse(arguments);
        }
        catch (FormatException fault)
        {
            await Console.Error.WriteLineAsync($"{fault.Message}{Environment.NewLine}{Environment.NewLine}{BenchmarkOptions.Usage}");
            return 2;
        }

        using var allocations = options.ShowsAllocations ? new AllocationSampler() : null;
        if (options.Includes("engine"))
        {
            await PrintAsync("Engine", await EngineBenchmark.RunAsync());
        }

        if (options.Includes("conversations") || options.Includes("turns"))
        {
            await RunServiceAsync(options);
        }

        if (options.Includes("tools"))
        {
            await using var shop = await BenchmarkService.StartAsync(options.Connection, serves: false);
            await PrintAsync("Tools", await new ToolsBenchmark(shop).RunAsync());
        }

        if (options.Includes("replicas") || options.Includes("waiting"))
        {
            await RunReplicasAsync(options);
        }

        if (allocations is not null)
        {
            await PrintAsync("Allocations", Render(allocations));
        }

        return 0;
    }

    private static async Task RunServiceAsync(BenchmarkOptions options)
    {
        await using var service = await BenchmarkService.StartAsync(options.Connection);
        var commitsPerSecond = await CommitYardstick.MeasureAsync(service.ConnectionString);
        await PrintAsync("Yardstick", $"PostgreSQL commits {Figures.Show(commitsPerSecond)} single-row inserts per second on one connection.");
        if (options.Includes("conversations"))
        {
            var levels = await new ConversationsBenchmark(service, options).RunAsync();
            await PrintAsync("Conversations", ConversationsReport.Render(levels, commitsPerSecond));
        }

        if (options.Includes("turns"))
        {
            await PrintAsync("Turns", await new TurnsBenchmark(service).RunAsync());
        }
    }

    private static async Task RunReplicasAsync(BenchmarkOptions options)
    {
        await using var shop = await BenchmarkService.StartAsync(options.Connection, serves: false);
        await PrintAsync(
            options.Verb == "replicas" ? "Replicas" : "Waiting conversations",
            options.Verb == "replicas" ? await new ReplicasBenchmark(shop, options).RunAsync() : await new WaitingBenchmark(shop, options).RunAsync());
    }

    private static string Render(AllocationSampler allocations)
    {
        var table = new MarkdownTable("type", "share of the bytes allocated");
        foreach (var (type, share) in allocations.Largest(30))
        {
            table.Add(type, share.ToString("P1", System.Globalization.CultureInfo.InvariantCulture));
        }

        return table.ToString();
    }

    private static async Task PrintAsync(string title, string report) =>
        await Console.Out.WriteLineAsync($"## {title}{Environment.NewLine}{Environment.NewLine}{report}{Environment.NewLine}");
}
