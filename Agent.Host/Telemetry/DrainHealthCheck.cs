using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Agent.Host.Telemetry;

/// <summary>A replica that was told to stop gets no new traffic, while what it works on comes to an end.</summary>
internal sealed class DrainHealthCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("This replica is stopping.") : HealthCheckResult.Healthy());
}
