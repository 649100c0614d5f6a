using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;

namespace Agent.Host.Telemetry.Export;

/// <summary>Where telemetry goes, and how much of it.</summary>
/// <param name="Endpoint">The collector's root.</param>
/// <param name="Protocol">How it is spoken to.</param>
/// <param name="Headers">Sent along, as <c>name=value,name=value</c>; null for none.</param>
/// <param name="SampleRatio">The share of conversations whose ordinary turns are told; see <see cref="TurnFilter"/>.</param>
/// <param name="SlowTurn">From how long on a turn is told whatever the share.</param>
/// <param name="IncludesContent">Whether prompts and answers are told, masked.</param>
/// <param name="IncludesDatabase">Whether each statement of the database driver is a span: about as many as all the others together.</param>
/// <param name="MetricsInterval">How often metrics are sent.</param>
internal sealed record TelemetrySettings(
    Uri Endpoint, OtlpExportProtocol Protocol, string? Headers, double SampleRatio, TimeSpan SlowTurn, bool IncludesContent, bool IncludesDatabase, TimeSpan MetricsInterval)
{
    public const string Section = "Telemetry";

    /// <summary>The name of the service.</summary>
    public const string Service = "agent-service";

    /// <summary>The name of a tool server.</summary>
    public const string ToolServer = "agent-tools";

    private const string StandardEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string StandardProtocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string StandardHeaders = "OTEL_EXPORTER_OTLP_HEADERS";

    /// <summary>Reads our own keys, and OpenTelemetry's where those are silent.</summary>
    /// <returns>Null when no collector is named.</returns>
    /// <exception cref="ConfigurationFaultException">A value cannot be meant.</exception>
    public static TelemetrySettings? Read(IConfiguration configuration)
    {
        var (endpointKey, endpoint) = First(configuration, $"{Section}:Endpoint", StandardEndpoint);
        if (string.IsNullOrWhiteSpace(endpoint))
        {
            return null;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new ConfigurationFaultException(endpointKey, $"holds '{endpoint}', which is no address such as http://localhost:4318.");
        }

        var (protocolKey, protocol) = First(configuration, $"{Section}:Protocol", StandardProtocol);
        return new(
            address,
            protocol switch
            {
                null or "" or "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
                "grpc" => OtlpExportProtocol.Grpc,
                _ => throw new ConfigurationFaultException(protocolKey, $"holds '{protocol}'; it may be http/protobuf or grpc."),
            },
            First(configuration, $"{Section}:Headers", StandardHeaders).Value,
            Number(configuration, "SampleRatio", 1, 0, 1),
            TimeSpan.FromSeconds(Number(configuration, "SlowTurnSeconds", 10, 0, 86_400)),
            configuration.GetValue($"{Section}:IncludeContent", false),
            configuration.GetValue($"{Section}:DatabaseSpans", false),
            TimeSpan.FromSeconds(Number(configuration, "MetricsSeconds", 30, 0.1, 3600)));
    }

    /// <summary>Who is speaking. <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> count before the name given here.</summary>
    public static ResourceBuilder Resource(string service, string instance) => ResourceBuilder.CreateEmpty()
        .AddService(service, serviceVersion: typeof(TelemetrySettings).Assembly.GetName().Version?.ToString(3), serviceInstanceId: instance)
        .AddTelemetrySdk().AddEnvironmentVariableDetector();

    /// <summary>Sets an exporter up for one signal: <c>traces</c>, <c>metrics</c> or <c>logs</c>.</summary>
    public void Apply(OtlpExporterOptions exporter, string signal)
    {
        // Set by hand, the address is taken as it stands: HTTP has one path for each signal, gRPC none.
        exporter.Endpoint = Protocol == OtlpExportProtocol.Grpc ? Endpoint : new Uri($"{Endpoint.AbsoluteUri.TrimEnd('/')}/v1/{signal}");
        exporter.Protocol = Protocol;
        exporter.Headers = Headers;
    }

    private static (string Key, string? Value) First(IConfiguration configuration, string ours, string standard) =>
        string.IsNullOrEmpty(configuration[ours]) ? (standard, configuration[standard]) : (ours, configuration[ours]);

    private static double Number(IConfiguration configuration, string name, double otherwise, double least, double most)
    {
        var key = $"{Section}:{name}";
        if (configuration[key] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        return double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new ConfigurationFaultException(key, FormattableString.Invariant($"holds '{text}', which is no number from {least} to {most}."));
    }
}
