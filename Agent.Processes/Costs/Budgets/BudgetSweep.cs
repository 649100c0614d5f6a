using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Costs.Budgets;

/// <summary>Gives back what a replica had set aside that died before it could settle. Without limits there is nothing to give back, and nothing is asked.</summary>
internal sealed partial class BudgetSweep(BudgetLedger ledger, IOptions<BudgetOptions> options, TimeProvider clock, ILogger<BudgetSweep> logger) : BackgroundService
{
    private const int AtOnce = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.IsLimited)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.Sweep, clock);
        do
        {
            try
            {
                while (await ledger.SweepAsync(AtOnce, stoppingToken) is > 0 and var found)
                {
                    LogGivenBack(found);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotSwept(exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 1104, Level = LogLevel.Warning, Message = "{Count} reservations were never settled and are given back: their replica is gone")]
    private partial void LogGivenBack(int count);

    [LoggerMessage(EventId = 1105, Level = LogLevel.Warning, Message = "Lapsed reservations could not be looked for: {Reason}")]
    private partial void LogNotSwept(string reason);
}
