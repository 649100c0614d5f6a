using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Recovery;

/// <summary>Renews the leases of conversations whose turn takes long, such as while a model thinks. Short turns never need it.</summary>
internal sealed partial class LeaseKeeper(
    RunningConversations running, OwnershipStore store, IOptions<RuntimeOptions> options, TimeProvider clock, ILogger<LeaseKeeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var third = options.Value.Lease / 3;
        using var timer = new PeriodicTimer(third, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RenewAsync(third, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The next tick tries again; until then the lease still has two thirds of its time.
                LogNotRenewed(exception);
            }
        }
    }

    private async Task RenewAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        var claims = running.OlderThan(age);
        if (claims.Count == 0)
        {
            return;
        }

        var held = await store.RenewAsync(claims, cancellationToken);
        foreach (var claim in claims.Where(claim => !held.Contains(claim.Token)))
        {
            LogLost(claim.Key.Id, claim.Epoch);
            running.Drop(claim.Token);
        }
    }

    [LoggerMessage(EventId = 1022, Level = LogLevel.Information, Message = "Conversation {Conversation} belongs to another owner now, or to none: work on it stops (epoch {Epoch})")]
    private partial void LogLost(string conversation, long epoch);

    [LoggerMessage(EventId = 1021, Level = LogLevel.Warning, Message = "Leases could not be renewed")]
    private partial void LogNotRenewed(Exception exception);
}
