using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Runtime.Signals;

/// <summary>Tells the others again and again what is watched here, and forgets what others no longer say.</summary>
internal sealed class WatchKeeper(LocalWatches local, RemoteWatches remote, IOptions<SignalOptions> options, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.WatchTime / 3, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            local.Renew();
            remote.Sweep();
        }
    }
}
