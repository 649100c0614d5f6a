using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Costs.Usage;

/// <summary>Adds up what ended turns have used. Every replica may do it, one does it at a time.</summary>
internal sealed partial class UsageService(UsageStore store, IOptions<UsageOptions> options, TimeProvider clock, ILogger<UsageService> logger) : BackgroundService
{
    private const int AtOnce = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, clock);
        do
        {
            try
            {
                while (await store.AddUpAsync(AtOnce, stoppingToken) == AtOnce)
                {
                    // A full batch: there may be more.
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotAdded(exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 1091, Level = LogLevel.Warning, Message = "Usage could not be added up: {Reason}")]
    private partial void LogNotAdded(string reason);
}
