using System.Diagnostics;
using Agent.Benchmarks.Measuring;
using Agent.Benchmarks.Reports;
using Agent.Host.Commands;
using Agent.Host.Database;
using Agent.Plugins;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Mcp.Remote;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel;
using Npgsql;

namespace Agent.Benchmarks.Mcp;

/// <summary>What a tool call costs in this process and over MCP on loopback, filters included, in one run.</summary>
internal static class McpBenchmark
{
    private const int WarmUp = 300;
    private const int AtATime = 8;
    private const string Budget = "Tools:Budget:CallsPerMinute"; // one caller makes here what thousands of conversations would
    private const string NoLimit = "1000000";

    private static readonly (string Tool, KernelArguments Arguments)[] Calls =
        [("calculate", new() { ["expression"] = "2 * (3.5 + 4)" }), ("get_order_details", new() { ["order_id"] = "#W1000001" })];

    /// <param name="arguments">How many calls are measured; default 2000.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var count = arguments is [var given] && int.TryParse(given, out var number) && number > 0 ? number : 2_000;
        if (arguments.Count > 1 || (arguments.Count == 1 && count.ToString(System.Globalization.CultureInfo.InvariantCulture) != arguments[0]))
        {
            await Console.Error.WriteLineAsync("usage: mcp [calls]");
            return 2;
        }

        var directory = Path.Combine(Path.GetTempPath(), $"agent-benchmarks-{Guid.NewGuid():N}");
        try
        {
            return await RunAsync(directory, count);
        }
        finally
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private static async Task<int> RunAsync(string directory, int count)
    {
        await using var cluster = await PrivateCluster.StartAsync(new() { DataDirectory = directory, FallbackDirectory = directory }, NullLogger.Instance);
        await using var server = await ServeAsync(cluster.ConnectionString);
        using var client = await ConnectAsync(server.Urls.Single());
        var table = new MarkdownTable("tool", "where", "p50, ms", "p99, ms", $"calls/s, {AtATime} at a time", "p50 against in-process");
        foreach (var (tool, input) in Calls)
        {
            var near = await MeasureAsync(server.Services, tool, input, count);
            var far = await MeasureAsync(client.Services, tool, input, count);
            table.Add(tool, "in process", Figures.Show(near.Times.Median), Figures.Show(near.Times.At(0.99)), Figures.Show(near.PerSecond), "1");
            table.Add(tool, "MCP, loopback", Figures.Show(far.Times.Median), Figures.Show(far.Times.At(0.99)), Figures.Show(far.PerSecond), Figures.Times(far.Times.Median / near.Times.Median));
        }

        await Console.Out.WriteLineAsync($"## Tool calls{Environment.NewLine}{Environment.NewLine}{table}");
        await client.StopAsync();
        return 0;
    }

    private static async Task<(Durations Times, double PerSecond)> MeasureAsync(IServiceProvider services, string tool, KernelArguments input, int count)
    {
        var kernel = services.GetRequiredService<Kernel>();
        foreach (var (key, value) in new Dictionary<string, string>
        {
            [ToolCallData.Tenant] = BackOfficeDatabase.DemoTenant, [ToolCallData.CustomerId] = "mara_olsen_1001",
            [ToolCallData.Role] = ToolRoles.Agent, [ToolCallData.Scopes] = string.Join(' ', ToolScopes.All),
        })
        {
            kernel.Data[key] = value;
        }

        var function = kernel.Plugins.SelectMany(plugin => plugin).Single(candidate => candidate.Name == tool);
        for (var call = 0; call < WarmUp; call++)
        {
            await CallAsync(kernel, function, input);
        }

        var times = new List<double>(count);
        for (var call = 0; call < count; call++)
        {
            var began = Stopwatch.GetTimestamp();
            await CallAsync(kernel, function, input);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        var started = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (_, _) => await CallAsync(kernel, function, input));
        return (new(times), count / Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static async Task CallAsync(Kernel kernel, KernelFunction function, KernelArguments input)
    {
        var result = (await function.InvokeAsync(kernel.Clone(), new KernelArguments(input))).GetValue<string>()!;
        if (result.StartsWith("Error", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(result);
        }
    }

    private static async Task<WebApplication> ServeAsync(string connectionString)
    {
        var app = ToolsCommand.Build(
            ["--environment", Environments.Development, "--urls", "http://127.0.0.1:0", "--ConnectionStrings:Agent", connectionString, $"--{Budget}", NoLimit], builder => builder.Logging.ClearProviders());
        await ToolsCommand.StartAsync(app);
        return app;
    }

    private static async Task<IHost> ConnectAsync(string server)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Tools:Mode"] = "mcp", ["Tools:Servers:shop:Url"] = $"{server}/mcp/v1", ["Tools:Servers:shop:Trust"] = "own", [Budget] = NoLimit,
        });
        builder.Services.AddSingleton(NpgsqlDataSource.Create("Host=nowhere")); // this side has no back office
        builder.Services.AddKernel();
        builder.Services.AddAgentPlugins();
        builder.Services.AddRemoteTools();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
