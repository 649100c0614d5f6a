namespace Agent.Host.Telemetry.Export;

/// <summary>Says once, at start, that nobody collects what the service tells.</summary>
internal sealed partial class NoCollector(ILogger<NoCollector> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogNobody();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 3301, Level = LogLevel.Warning,
        Message = "No collector is named (OTEL_EXPORTER_OTLP_ENDPOINT or Telemetry__Endpoint): there are no traces and no metrics of this service")]
    private partial void LogNobody();
}
