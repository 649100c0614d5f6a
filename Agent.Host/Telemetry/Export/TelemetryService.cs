using Agent.Host.Models;
using Agent.Plugins.Calling;
using Agent.Processes.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Agent.Host.Telemetry.Export;

/// <summary>Listens to what the service and its libraries tell, and sends it on; the rest is sent before the process ends.</summary>
internal sealed class TelemetryService(TelemetrySettings settings, string service, string instance) : IHostedService, IDisposable
{
    /// <summary>Our own names, Semantic Kernel's, and those of the libraries underneath.</summary>
    private static readonly string[] s_sources =
        [TelemetryNames.Source, ToolTelemetry.McpSourceName, "Microsoft.SemanticKernel", "Microsoft.AspNetCore", "System.Net.Http", "Experimental.ModelContextProtocol"];

    private static readonly string[] s_meters =
    [
        TelemetryNames.Source, ModelMetrics.MeterName, ToolTelemetry.MeterName, "Microsoft.SemanticKernel", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime",
        "Npgsql", "Experimental.ModelContextProtocol",
    ];

    /// <summary>What Npgsql tells of its connections. The rest it counts for each statement, several times: that a commit takes long is told by our own names.</summary>
    private const string Connections = "db.client.connection";

    /// <summary>Spans that wait for the collector. A burst, or a collector that is away for a moment, must not lose any: 2,048, the default, are a second's.</summary>
    private const int MostWaiting = 16_384;

    private const int SpansPerRequest = 1_024;

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.IncludesContent)
        {
            TelemetryContent.Mask = ContentMask.Mask;
        }

        var exporter = new OtlpExporterOptions();
        settings.Apply(exporter, "traces");
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(TelemetrySettings.Resource(service, instance))
            .AddSource(s_sources)
            .AddSource(settings.IncludesDatabase ? [TurnFilter.DatabaseSource] : [])
            // Everything is kept until its turn has ended: only then is it known whether it went well. See TurnFilter.
            .SetSampler(new AlwaysOnSampler())
            .AddProcessor(new TurnFilter(new BatchActivityExportProcessor(new OtlpTraceExporter(exporter), MostWaiting, maxExportBatchSize: SpansPerRequest), settings.SampleRatio, settings.SlowTurn))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(TelemetrySettings.Resource(service, instance))
            .AddMeter(s_meters)
            .AddView(instrument => !settings.IncludesDatabase && instrument.Meter.Name == TurnFilter.DatabaseSource && !instrument.Name.StartsWith(Connections, StringComparison.Ordinal)
                ? MetricStreamConfiguration.Drop : null)
            .AddOtlpExporter((otlp, reader) =>
            {
                settings.Apply(otlp, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.MetricsInterval.TotalMilliseconds;
            })
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends the spans that wait, and returns when they are sent: what they cost is to be told from what starting and stopping costs.</summary>
    internal void SendSpans() => _traces?.ForceFlush();

    /// <summary>After everything else has stopped and told its last.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        TelemetryContent.Mask = null;
    }
}
