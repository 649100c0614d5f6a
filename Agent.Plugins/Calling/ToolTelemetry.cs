using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Agent.Plugins.Calling.Resilience;
using Agent.Plugins.Mcp.Serving;

namespace Agent.Plugins.Calling;

/// <summary>What the tools tell of themselves, wherever they run: in the service, or in a tool server.</summary>
public static class ToolTelemetry
{
    /// <summary>The meter.</summary>
    public const string MeterName = "Agent.Plugins";

    /// <summary>The source of the spans of calls that came over MCP.</summary>
    public const string McpSourceName = CallSpan.SourceName;

    private const string System = "agent.system";
    private static readonly Meter s_meter = new(MeterName);
    private static readonly ConcurrentDictionary<string, int> s_breakers = new(StringComparer.Ordinal);

    // The runtime counts failures under the same name: the two know nothing of each other, and whoever asks wants both.
    private static readonly Counter<long> s_faults = s_meter.CreateCounter<long>("agent.faults", "{fault}", "Failures, by what has failed and whether it passes");

    static ToolTelemetry() => s_meter.CreateObservableGauge(
        "agent.tool.breaker",
        () => s_breakers.Select(breaker => new Measurement<int>(breaker.Value, new KeyValuePair<string, object?>(System, breaker.Key))),
        "{breaker}", "1 while a system is left alone because it failed too often");

    /// <summary>Counts a failed call, and says of what class it is: <c>transient</c> or <c>unknown</c>. A refusal is no failure.</summary>
    internal static string Failed(Exception fault)
    {
        var name = ToolFaults.IsOfTheSystem(fault) ? "transient" : "unknown";
        s_faults.Add(1, new("agent.origin", "tool"), new("agent.fault", name), new("error.type", fault.GetType().Name));
        return name;
    }

    /// <summary>Shows a system before anything of it breaks.</summary>
    internal static void Known(string system) => s_breakers.TryAdd(system, 0);

    internal static void Broke(string system, bool isOpen) => s_breakers[system] = isOpen ? 1 : 0;
}
