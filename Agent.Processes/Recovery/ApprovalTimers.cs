using Agent.Processes.Runtime.Execution;
using Agent.Processes.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Recovery;

/// <summary>Looks for approvals nobody answers: reminds, and lets them expire. Every replica does it; none keeps anything in memory, so any may be killed.</summary>
internal sealed partial class ApprovalTimers(
    ApprovalStore approvals, IOptions<RuntimeOptions> options, TimeProvider clock, ILogger<ApprovalTimers> logger) : BackgroundService
{
    private const int AtOnce = 50;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var real = StepClock.RealOf(clock);
        using var timer = new PeriodicTimer(options.Value.ApprovalSweep, clock);
        do
        {
            try
            {
                while (await approvals.SweepAsync(real.GetUtcNow(), AtOnce, stoppingToken) is > 0 and var found)
                {
                    LogFound(found);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The next tick tries again; nothing is lost meanwhile but time.
                LogNotSwept(exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 1045, Level = LogLevel.Information, Message = "{Count} approvals were due: their conversations were told")]
    private partial void LogFound(int count);

    [LoggerMessage(EventId = 1046, Level = LogLevel.Warning, Message = "Due approvals could not be looked for: {Reason}")]
    private partial void LogNotSwept(string reason);
}
