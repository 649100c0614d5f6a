using Agent.Plugins.Mcp.Remote;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Agent.Host.Telemetry;

/// <summary>Whether the configured tool servers answer. Without one of them this replica still works and says what it cannot do: it is degraded, never down.</summary>
internal sealed class ToolSourceHealthCheck(IToolSources sources) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var faulty = sources.Status.Where(source => source.Fault is not null).Select(source => $"{source.Name}: {source.Fault}").ToList();
        return Task.FromResult(faulty.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"Tools are not available. {string.Join("; ", faulty)}."));
    }
}
