using Microsoft.Extensions.Options;

namespace Agent.Host.Privacy;

/// <summary>Carries erasures through that were broken off, and their second passes, on every replica.</summary>
internal sealed partial class ErasureWorker(ErasureStore store, CustomerEraser eraser, IOptions<PrivacyOptions> options, TimeProvider clock, ILogger<ErasureWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await store.TakeAsync(stoppingToken) is { } due)
                    await eraser.RunAsync(due, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception); // it is taken again when it is no longer held
            }
        }
    }

    [LoggerMessage(EventId = 1712, Level = LogLevel.Error, Message = "An erasure could not be carried through; it is tried again")]
    private partial void LogFailed(Exception exception);
}
