using Agent.Processes.Persistence.Tenancy;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Costs.Anomalies;

/// <summary>Looks for unusual usage again and again, tenant by tenant, and tells what is new. Every replica does; for one tenant one of them at a time.</summary>
internal sealed partial class AnomalySweep(
    TenantDatabase database, AnomalyFinder finder, IOptions<AnomalyOptions> options, TimeProvider clock, ILogger<AnomalySweep> logger) : BackgroundService
{
    private readonly TimeProvider _clock = StepClock.RealOf(clock);

    /// <summary>Looks at every tenant once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in await TenantsAsync(cancellationToken))
        {
            foreach (var found in await finder.FindAsync(tenant, options.Value, _clock.GetUtcNow(), cancellationToken))
            {
                RuntimeMetrics.Anomalies.Add(1, new(TelemetryNames.Scope, found.Scope), new(TelemetryNames.Cause, found.Cause));
                LogUnusual(found.Scope, found.Subject, tenant, found.Measure, found.Value, found.Day, found.Usual, found.Limit, found.Samples, found.Cause);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, _clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotLooked(exception.Message);
            }
        }
    }

    private async Task<List<string>> TenantsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Across(Sweep.Tenants);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tenants = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tenants.Add(reader.GetString(0));
        }

        return tenants;
    }

    [LoggerMessage(EventId = 1121, Level = LogLevel.Warning,
        Message = "Usage of {Scope} {Subject} of tenant {Tenant} is unusual: {Measure} {Value} on {Day}, usually {Usual} and at most {Limit} ({Samples} samples); likely cause: {Cause}")]
    private partial void LogUnusual(
        string scope, string subject, string tenant, string measure, double value, DateOnly day, double usual, double limit, long samples, string cause);

    [LoggerMessage(EventId = 1122, Level = LogLevel.Warning, Message = "Unusual usage could not be looked for: {Reason}")]
    private partial void LogNotLooked(string reason);
}
