namespace Agent.Host.Api.Storage;

/// <summary>Removes what nobody needs any more, now and then and in batches. Every replica does it; they pass over each other's rows. What fails is tried again at the next tick.</summary>
internal abstract class Sweep(TimeSpan interval, TimeProvider clock) : BackgroundService
{
    private const int AtOnce = 1000;

    /// <summary>Removes up to as many rows.</summary>
    /// <returns>How many were removed: as many as it may mean that there may be more.</returns>
    protected abstract Task<int> SweepAsync(int atOnce, CancellationToken cancellationToken);

    /// <summary>Says that nothing could be removed this time.</summary>
    protected abstract void TellFailure(string reason);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await SweepAsync(AtOnce, stoppingToken) == AtOnce)
                {
                    // There may be more.
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                TellFailure(exception.Message); // the next round tries again, whatever it was
            }
        }
    }
}
