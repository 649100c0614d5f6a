using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Costs.Budgets;

/// <summary>
/// Counts as spent what a replica had set aside that died before it could settle: a budget is a promise that no more is spent, and whether the call was answered nobody can say.
/// Where there are no limits, and no tenant can have its own, there is nothing to look for, and nothing is asked.
/// </summary>
internal sealed partial class BudgetSweep(
    BudgetLedger ledger, BudgetKeeper keeper, IOptions<BudgetOptions> options, TimeProvider clock, ILogger<BudgetSweep> logger, ITenantTerms? tenants = null) : BackgroundService
{
    private const int AtOnce = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.IsLimited && tenants is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.Sweep, clock);
        do
        {
            try
            {
                int found;
                do
                {
                    (found, var spent) = await ledger.SweepAsync(AtOnce, options.Value.LimitOf, stoppingToken);
                    if (spent.Count > 0)
                    {
                        LogLapsed(spent.Count);
                        keeper.Tell(spent);
                    }
                }
                while (found == AtOnce);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotSwept(exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 1104, Level = LogLevel.Warning, Message = "{Count} reservations were never settled and count as spent: their replica is gone")]
    private partial void LogLapsed(int count);

    [LoggerMessage(EventId = 1105, Level = LogLevel.Warning, Message = "Lapsed reservations could not be looked for: {Reason}")]
    private partial void LogNotSwept(string reason);
}
