namespace Agent.Host.Api.Limits.Buckets;

/// <summary>Removes buckets that are full again: one that has no row is full. Every replica does it; they pass over each other's rows.</summary>
internal sealed partial class BucketSweep(BucketStore store, TimeProvider clock, ILogger<BucketSweep> logger) : BackgroundService
{
    private const int AtOnce = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await store.SweepAsync(AtOnce, stoppingToken) == AtOnce)
                {
                    // There may be more.
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotSwept(exception.Message); // the next tick tries again
            }
        }
    }

    [LoggerMessage(EventId = 1323, Level = LogLevel.Warning, Message = "Limits that are unused again could not be removed: {Reason}")]
    private partial void LogNotSwept(string reason);
}
