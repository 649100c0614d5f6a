using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams;

/// <summary>Looks for work again and again: at once while there is some, when it is signalled, and from time to time.</summary>
internal abstract partial class TeamsWorker(TeamsSignal signal, IOptions<TeamsOptions> options, TimeProvider clock, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan s_afterFault = TimeSpan.FromSeconds(2);

    protected TeamsSignal Signal => signal;

    protected TeamsOptions Settings => options.Value;

    /// <summary>Does what is due.</summary>
    /// <returns>True when there may be more.</returns>
    protected abstract Task<bool> LookAsync(CancellationToken cancellationToken);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = signal.Next; // before looking, so that nothing slips in between
            try
            {
                if (await LookAsync(stoppingToken))
                {
                    signal.Give();
                    continue;
                }

                await Task.WhenAny(next, Task.Delay(options.Value.LookInterval, clock, stoppingToken));
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFault(exception, GetType().Name, StorageFault.IsTransient(exception) ? LogLevel.Warning : LogLevel.Error);
                await Task.Delay(s_afterFault, clock, stoppingToken);
            }
        }
    }

    private void LogFault(Exception exception, string worker, LogLevel level)
    {
        if (level == LogLevel.Warning)
            LogAway(worker, exception.Message);
        else
            LogFailed(exception, worker);
    }

    [LoggerMessage(EventId = 1511, Level = LogLevel.Warning, Message = "{Worker} cannot reach the database: {Reason}")]
    private partial void LogAway(string worker, string reason);

    [LoggerMessage(EventId = 1512, Level = LogLevel.Error, Message = "{Worker} failed, and tries again")]
    private partial void LogFailed(Exception exception, string worker);
}
