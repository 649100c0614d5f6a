using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Recovery.Retention;

/// <summary>Removes old data in the hours set aside for it. Every replica may do it.</summary>
internal sealed partial class RetentionService(RetentionSweep sweep, IOptions<RetentionOptions> options, TimeProvider clock, ILogger<RetentionService> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var pause = s_look;
            try
            {
                if (sweep.MayRun)
                {
                    await sweep.RunAsync(stoppingToken);
                    pause = options.Value.Interval;
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogNoSweep(exception.Message);
            }

            await Task.Delay(pause, clock, stoppingToken);
        }
    }

    [LoggerMessage(EventId = 1063, Level = LogLevel.Warning, Message = "Retention could not look for old data: {Reason}")]
    private partial void LogNoSweep(string reason);
}
