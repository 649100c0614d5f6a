using Agent.Processes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Agent.Host.Telemetry;

/// <summary>Whether this replica hears the others. When it does not, it still does its work: it is degraded, never down.</summary>
internal sealed class SignalHealthCheck(ISignalStatus signals) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        signals.IsListening ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("Other replicas are not heard; the database is looked into instead."));
}
