using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Storage;
using Agent.Processes.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Recovery;

/// <summary>
/// Shows that this replica is alive and which workflow versions it has. Queued conversations that no living replica can work on are parked; they go on by
/// themselves when one comes that can.
/// </summary>
internal sealed partial class ReplicaHeartbeat(
    ReplicaStore store, RunningSlots slots, WorkSignal signal, IOptions<RuntimeOptions> options, TimeProvider clock, ILogger<ReplicaHeartbeat> logger) : BackgroundService
{
    /// <summary>Looking for what nobody can work on reads the whole queue, and nothing hangs on a second: only every third beat does it.</summary>
    private const int BeatsPerSweep = 3;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before anything is parked anywhere, the others must be able to see this one.
        await BeatAsync(withSweep: false, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await store.LeaveAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            LogSilent(exception.Message); // Its last heartbeat grows old instead.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Lease / 3, clock);
        for (var beat = 1; await timer.WaitForNextTickAsync(stoppingToken); beat++)
        {
            await BeatAsync(withSweep: beat % BeatsPerSweep == 0, stoppingToken);
        }
    }

    private async Task BeatAsync(bool withSweep, CancellationToken cancellationToken)
    {
        try
        {
            var isDraining = slots.IsClosed;
            await store.BeatAsync(slots.Used, isDraining, cancellationToken);
            if (isDraining)
            {
                return;
            }

            if (await store.UnparkAsync(cancellationToken) is > 0 and var unparked)
            {
                LogUnparked(unparked);
                signal.Announce();
            }

            foreach (var (id, workflow, version) in withSweep ? await store.ParkUnknownAsync(cancellationToken) : [])
            {
                RuntimeMetrics.Parked.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Reason, ParkedReasons.UnknownVersion));
                LogParked(id, workflow, version);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogSilent(exception.Message);
        }
    }

    [LoggerMessage(EventId = 1051, Level = LogLevel.Warning, Message = "This replica could not be shown as alive: {Reason}")]
    private partial void LogSilent(string reason);

    [LoggerMessage(EventId = 1052, Level = LogLevel.Warning, Message = "Conversation {Conversation} is parked: no replica has version {Version} of workflow {Workflow}")]
    private partial void LogParked(string conversation, string workflow, string version);

    [LoggerMessage(EventId = 1053, Level = LogLevel.Information, Message = "{Conversations} parked conversations go on: this replica has their workflow")]
    private partial void LogUnparked(int conversations);
}
