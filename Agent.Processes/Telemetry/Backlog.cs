using Agent.Processes.Persistence.Tenancy;
using Agent.Processes.Runtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agent.Processes.Telemetry;

/// <summary>Looks now and then at what waits: the queue, people's decisions, usage to be added up. Only while somebody collects metrics.</summary>
internal sealed partial class Backlog(TenantDatabase database, RunningConversations running, TimeProvider clock, ILogger<Backlog> logger) : BackgroundService
{
    /// <summary>Each is found in an index that holds only what waits, and counted up to a bound.</summary>
    public const string Look =
        """
        SELECT
            (SELECT count(*) FROM (SELECT FROM agent.conversations WHERE ready_at IS NOT NULL LIMIT 100000) q),
            coalesce((SELECT extract(epoch FROM now() - min(ready_at)) FROM agent.conversations WHERE ready_at IS NOT NULL), 0)::float8,
            (SELECT count(*) FROM (SELECT FROM agent.conversations WHERE parked_reason IS NOT NULL LIMIT 100000) p),
            (SELECT count(*) FROM (SELECT FROM agent.usage_pending LIMIT 100000) u)
        """;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_untilHeard = TimeSpan.FromSeconds(1);
    private static Backlog? s_current;
    private (double Queued, double Age, double Parked, double Uncounted)? _seen;

    static Backlog()
    {
        RuntimeMetrics.Observe("agent.queue.depth", "{conversation}", "Conversations that have work and nobody who does it", () => s_current?._seen?.Queued);
        RuntimeMetrics.Observe("agent.queue.age", "s", "How long the oldest of them has waited", () => s_current?._seen?.Age);
        RuntimeMetrics.Observe("agent.parked", "{conversation}", "Conversations that are parked", () => s_current?._seen?.Parked);
        RuntimeMetrics.Observe("agent.usage.pending", "{turn}", "Ended turns that are not in the totals yet", () => s_current?._seen?.Uncounted);
        RuntimeMetrics.Observe("agent.running", "{conversation}", "Conversations this replica works on", () => s_current?.Running);
    }

    private double Running => running.Count;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        s_current = this;
        using var timer = new PeriodicTimer(s_pause, clock);
        do
        {
            // Whoever listens may begin to after this does; a check costs nothing.
            timer.Period = RuntimeMetrics.TurnDuration.Enabled ? s_pause : s_untilHeard;
            if (!RuntimeMetrics.TurnDuration.Enabled)
            {
                continue;
            }

            try
            {
                await using var command = database.Across(Sweep.MetricsBacklog);
                await using var reader = await command.ExecuteReaderAsync(stoppingToken);
                await reader.ReadAsync(stoppingToken);
                _seen = (reader.GetInt64(0), reader.GetDouble(1), reader.GetInt64(2), reader.GetInt64(3));
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                _seen = null; // An old number would look like a new one.
                LogNotSeen(exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 1111, Level = LogLevel.Debug, Message = "What waits could not be counted: {Reason}")]
    private partial void LogNotSeen(string reason);
}
