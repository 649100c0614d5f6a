using System.Diagnostics;
using System.Diagnostics.Metrics;
using Agent.Host.Models;
using Agent.Host.Telemetry.Export;
using Agent.Plugins.Calling;
using Agent.Processes.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Agent.Tests.Host.Telemetry;

/// <summary>A service that nobody collects anything of: <see cref="JsonLogTests"/> sees that it says so once.</summary>
[NonParallelizable] // listeners are the whole process's
internal sealed class NoCollectorTests
{
    private static readonly string[] s_sources =
        [TelemetryNames.Source, ToolTelemetry.McpSourceName, "Microsoft.SemanticKernel", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "Experimental.ModelContextProtocol"];

    private static readonly string[] s_meters = [TelemetryNames.Source, ModelMetrics.MeterName, ToolTelemetry.MeterName, "Microsoft.SemanticKernel", "Microsoft.AspNetCore.Hosting"];

    [TestCase(false)]
    [TestCase(true)]
    public async Task Nothing_listens_so_no_span_is_made_and_nothing_is_counted_unless_there_is_one(bool isCollected)
    {
        string[] settings = isCollected ? ["--Telemetry:Endpoint", "http://127.0.0.1:9"] : [];
        string[] heard = isCollected ? [.. s_sources.Except(["Npgsql"])] : []; // statements are told only when that is wanted
        string[] counted = isCollected ? s_meters : [];
        await using (var host = await ApiHost.StartAsync(settings))
        {
            using var scope = Assert.EnterMultipleScope();
            Assert.That(host.Services.GetServices<IHostedService>().Count(service => service is TelemetryService), Is.EqualTo(isCollected ? 1 : 0));
            Assert.That(host.Services.GetServices<IHostedService>().Count(service => service is NoCollector), Is.EqualTo(isCollected ? 0 : 1));
            Assert.That(RuntimeTelemetry.Source.HasListeners(), Is.EqualTo(isCollected));
            Assert.That(RuntimeMetrics.TurnDuration.Enabled, Is.EqualTo(isCollected));
            Assert.That(s_sources.Where(IsHeard), Is.EqualTo(heard));
            Assert.That(s_meters.Where(meter => IsCounted(meter)), Is.EqualTo(counted));
            Assert.That(IsCounted("Npgsql", "db.client.connection.count"), Is.EqualTo(isCollected));
            Assert.That(IsCounted("Npgsql", "db.client.operation.duration"), Is.False, "what the driver counts for each statement is for those who want statements");
        }

        Assert.That(RuntimeTelemetry.Source.HasListeners(), Is.False, "and it is let go again");
    }

    private static bool IsHeard(string name)
    {
        using var source = new ActivitySource(name);
        return source.HasListeners();
    }

    private static bool IsCounted(string name, string instrument = "test.counter")
    {
        using var meter = new Meter(name);
        return meter.CreateCounter<long>(instrument).Enabled;
    }
}
