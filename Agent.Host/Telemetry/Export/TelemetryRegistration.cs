using Agent.Host.Security.Masking;
using OpenTelemetry.Logs;

namespace Agent.Host.Telemetry.Export;

/// <summary>Sends traces, metrics and logs to a collector, where one is named.</summary>
internal static class TelemetryRegistration
{
    /// <param name="builder">The process that tells.</param>
    /// <param name="service">Its name, unless the environment gives it another one.</param>
    /// <exception cref="ConfigurationFaultException">A setting cannot be meant.</exception>
    public static void AddAgentTelemetry(this WebApplicationBuilder builder, string service = TelemetrySettings.Service)
    {
        UseJsonLogs(builder);
        MaskingLoggerFactory.AddTo(builder.Services);
        if (TelemetrySettings.Read(builder.Configuration) is not { } settings)
        {
            builder.Services.AddHostedService<NoCollector>();
            return;
        }

        var instance = $"{Environment.MachineName}-{Environment.ProcessId}";
        builder.Services.AddSingleton<IHostedService>(_ => new TelemetryService(settings, service, instance));
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeScopes = true;
            logs.IncludeFormattedMessage = true;
            logs.SetResourceBuilder(TelemetrySettings.Resource(service, instance));
            logs.AddOtlpExporter(exporter => settings.Apply(exporter, "logs"));
        });
    }

    /// <summary>Programs read the logs of a service, people those of a development machine.</summary>
    private static void UseJsonLogs(WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment() && string.IsNullOrEmpty(builder.Configuration["Logging:Console:FormatterName"]))
        {
            builder.Logging.AddJsonConsole(json =>
            {
                json.IncludeScopes = true;
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
    }
}
