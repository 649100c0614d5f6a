using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Storage;
using Agent.Processes.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Recovery;

/// <summary>Finds conversations whose owner is gone. They go back into the queue, so that whoever has room goes on where it stopped.</summary>
internal sealed partial class RescueService(
    RunningConversations running, OwnershipStore store, WorkSignal signal, IOptions<RuntimeOptions> options, TimeProvider clock, ILogger<RescueService> logger) : BackgroundService
{
    private const int AtOnce = 32;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var evenAlive = options.Value.IsAlone;
        using var timer = new PeriodicTimer(options.Value.Lease / 5, clock);
        do
        {
            try
            {
                while (await RescueAsync(evenAlive, stoppingToken) == AtOnce)
                {
                    // A full batch: there may be more.
                }

                evenAlive = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogNoRescue(exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<int> RescueAsync(bool evenAlive, CancellationToken cancellationToken)
    {
        var found = await store.RescueAsync(AtOnce, evenAlive, running.OlderThan(TimeSpan.Zero), cancellationToken);
        foreach (var abandoned in found)
        {
            if (abandoned.IsParked)
            {
                RuntimeMetrics.Parked.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Reason, ParkedReasons.Poisoned));
                LogParked(abandoned.Key.Id, abandoned.Attempts);
            }
            else
            {
                RuntimeMetrics.TakeOvers.Add(1);
                LogRescued(abandoned.Key.Id, abandoned.Attempts);
            }
        }

        if (found.Count > 0)
        {
            signal.Announce();
        }

        return found.Count;
    }

    [LoggerMessage(EventId = 1031, Level = LogLevel.Information, Message = "Conversation {Conversation} was abandoned and is queued again (attempt {Attempt})")]
    private partial void LogRescued(string conversation, int attempt);

    [LoggerMessage(EventId = 1033, Level = LogLevel.Error, Message = "Conversation {Conversation} was abandoned {Attempts} times at the same superstep and is parked")]
    private partial void LogParked(string conversation, int attempts);

    [LoggerMessage(EventId = 1032, Level = LogLevel.Warning, Message = "Abandoned conversations could not be looked for: {Reason}")]
    private partial void LogNoRescue(string reason);
}
