using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Recovery;

/// <summary>Takes over conversations whose owner is gone, and goes on where it stopped.</summary>
internal sealed partial class RescueService(
    RunningConversations running, OwnershipStore store, IOptions<RuntimeOptions> options, TimeProvider clock, ILogger<RescueService> logger) : BackgroundService
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
        var claims = await store.RescueAsync(AtOnce, evenAlive, cancellationToken);
        foreach (var claim in claims)
        {
            LogRescued(claim.Key.Id, claim.Epoch);
            running.Start(claim);
        }

        return claims.Count;
    }

    [LoggerMessage(EventId = 1031, Level = LogLevel.Information, Message = "Conversation {Conversation} was abandoned and goes on here (epoch {Epoch})")]
    private partial void LogRescued(string conversation, long epoch);

    [LoggerMessage(EventId = 1032, Level = LogLevel.Warning, Message = "Abandoned conversations could not be looked for: {Reason}")]
    private partial void LogNoRescue(string reason);
}
