namespace Agent.Host.Api.Idempotency;

/// <summary>Removes stored answers that are too old to be given again. Every replica does it; they pass over each other's rows.</summary>
internal sealed partial class AnswerSweep(AnswerStore store, TimeProvider clock, ILogger<AnswerSweep> logger) : BackgroundService
{
    private const int AtOnce = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

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

    [LoggerMessage(EventId = 1312, Level = LogLevel.Warning, Message = "Old answers could not be removed: {Reason}")]
    private partial void LogNotSwept(string reason);
}
