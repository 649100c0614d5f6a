using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agent.Processes.Recovery;

/// <summary>Takes queued conversations while this replica has room.</summary>
internal sealed partial class Dispatcher(
    RunningConversations running, RunningSlots slots, QueueStore store, WorkSignal signal, TimeProvider clock, ILogger<Dispatcher> logger) : BackgroundService
{
    /// <summary>Small enough that several replicas share a long queue.</summary>
    private const int AtOnce = 32;

    private static readonly TimeSpan s_net = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(5);
    private TimeSpan _pause = s_shortest;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                while (await TakeAsync(stoppingToken))
                {
                    // There may be more, and room for it.
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotTaken(exception.Message);
            }

            await signal.WaitAsync(s_net, stoppingToken);
        }
    }

    /// <returns>Whether to look again at once.</returns>
    private async Task<bool> TakeAsync(CancellationToken cancellationToken)
    {
        // While places are reserved, new input is queued: nobody is to wait for the sake of an empty queue.
        if (!slots.HasRoom)
        {
            return false;
        }

        if (!await store.AnyAsync(cancellationToken))
        {
            slots.NobodyWaits();
            return false;
        }

        var reservation = slots.Reserve(AtOnce);
        if (reservation.Slots == 0)
        {
            return false;
        }

        IReadOnlyList<Claim> claims = [];
        var candidates = 0;
        try
        {
            (claims, candidates) = await store.TakeAsync(reservation, !running.HasSuspect, cancellationToken);
        }
        finally
        {
            slots.Settle(reservation, [.. claims.Select(claim => claim.Key.Tenant)], candidates > claims.Count);
        }

        foreach (var claim in claims)
        {
            LogTaken(claim.Key.Id, claim.Epoch);
            running.Start(claim);
        }

        return claims.Count == reservation.Slots || (candidates > claims.Count && await PauseAsync(cancellationToken));
    }

    /// <summary>Another replica takes at the same instant. What it leaves is seen when it is done; a row that stays locked is left to the net.</summary>
    private async Task<bool> PauseAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_pause, clock, cancellationToken);
        _pause = _pause * 2 < s_net ? _pause * 2 : s_shortest;
        return _pause > s_shortest;
    }

    [LoggerMessage(EventId = 1071, Level = LogLevel.Debug, Message = "Conversation {Conversation} was taken from the queue (epoch {Epoch})")]
    private partial void LogTaken(string conversation, long epoch);

    [LoggerMessage(EventId = 1072, Level = LogLevel.Warning, Message = "The queue could not be looked at: {Reason}")]
    private partial void LogNotTaken(string reason);
}
