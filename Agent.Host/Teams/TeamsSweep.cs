using Agent.Host.Teams.Storage;

namespace Agent.Host.Teams;

/// <summary>Removes what only kept copies out, once none can come any more.</summary>
internal sealed partial class TeamsSweep(ActivityStore inbox, TimeProvider clock, ILogger<TeamsSweep> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_sentKept = TimeSpan.FromDays(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await inbox.SweepAsync(s_kept, s_sentKept, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotSwept(exception.Message); // the next tick tries again
            }
        }
    }

    [LoggerMessage(EventId = 1541, Level = LogLevel.Warning, Message = "Old activities could not be removed: {Reason}")]
    private partial void LogNotSwept(string reason);
}
