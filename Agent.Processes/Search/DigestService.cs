using Agent.Processes.Persistence.Tenancy;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Search;

/// <summary>Looks for what is new again and again, tenant by tenant. Every replica does; for one tenant one of them at a time.</summary>
internal sealed partial class DigestService(
    TenantDatabase database, DigestWriter writer, IOptions<SearchOptions> options, TimeProvider clock, ILogger<DigestService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var tenant in await TenantsAsync(stoppingToken))
                {
                    await writer.RunAsync(tenant, stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The next tick goes on where this one stopped.
                LogNotWritten(exception.Message);
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

    [LoggerMessage(EventId = 1141, Level = LogLevel.Warning, Message = "What conversations are found by could not be brought up to date: {Reason}")]
    private partial void LogNotWritten(string reason);
}
