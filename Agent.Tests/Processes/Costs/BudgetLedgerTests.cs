using Agent.Processes.Costs.Budgets;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Processes.Costs;

internal sealed class BudgetLedgerTests
{
    private static readonly DateOnly s_today = new(2026, 11, 21);
    private static readonly TimeSpan s_time = TimeSpan.FromMinutes(5);

    [Test, CancelAfter(60_000)]
    public async Task Fifty_at_once_never_overspend_and_use_what_there_is(CancellationToken cancellationToken)
    {
        await using var runtime = await RuntimeFixture.StartAsync();
        var ledger = new BudgetLedger(runtime.Database);
        var shared = new Budget("demo", BudgetScopes.TenantDay, "", s_today, 1m);
        var granted = 0;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async customer =>
        {
            var budgets = new[] { new Budget("demo", BudgetScopes.CustomerDay, $"c{customer % 5}", s_today, 100m), shared };
            for (var call = 0; call < 4; call++)
            {
                if ((await ledger.ReserveAsync(budgets, 0.07m, s_time, cancellationToken)).Reservation is not { } reservation)
                {
                    continue;
                }

                Interlocked.Increment(ref granted);
                Assert.That(await UsedAsync(runtime, cancellationToken), Is.LessThanOrEqualTo(1m));
                await ledger.SettleAsync(reservation, 0.05m, isAgain: false, cancellationToken);
            }
        }));
        var spent = await runtime.ReadAsync<decimal>("SELECT spent_usd FROM agent.budgets WHERE scope = 'tenant_day'", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(spent, Is.EqualTo(granted * 0.05m).And.LessThanOrEqualTo(1m));
        Assert.That(granted, Is.GreaterThanOrEqualTo(14), "as many as fit even if none were settled in between");
        Assert.That(await runtime.ReadAsync<decimal>("SELECT sum(spent_usd) FROM agent.budgets WHERE scope = 'customer_day'", cancellationToken), Is.EqualTo(spent));
        Assert.That(await runtime.ReadAsync<decimal>("SELECT sum(reserved_usd) FROM agent.budgets", cancellationToken), Is.Zero);
        Assert.That(await runtime.ReadAsync<long>("SELECT count(*) FROM agent.reservations", cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task What_does_not_fit_into_one_budget_is_set_aside_in_none(CancellationToken cancellationToken)
    {
        await using var runtime = await RuntimeFixture.StartAsync();
        var ledger = new BudgetLedger(runtime.Database);
        Budget[] budgets = [new("demo", BudgetScopes.Conversation, "k", DateOnly.MinValue, 10m), new("demo", BudgetScopes.TenantDay, "", s_today, 1m)];
        await ledger.ReserveAsync(budgets, 0.6m, s_time, cancellationToken);
        var outcome = await ledger.ReserveAsync(budgets, 0.5m, s_time, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((outcome.Reservation, outcome.Exceeded, outcome.Used), Is.EqualTo(((Reservation?)null, budgets[1], 0.6m)));
        Assert.That(await runtime.ReadAsync<decimal>("SELECT reserved_usd FROM agent.budgets WHERE scope = 'conversation'", cancellationToken), Is.EqualTo(0.6m));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_a_dead_replica_had_set_aside_comes_back_and_a_late_settlement_is_paid_all_the_same(CancellationToken cancellationToken)
    {
        await using var runtime = await RuntimeFixture.StartAsync();
        var ledger = new BudgetLedger(runtime.Database);
        Budget[] budgets = [new("demo", BudgetScopes.TenantDay, "", s_today, 1m), new("demo", BudgetScopes.TenantMonth, "", new(2026, 11, 1), 1m)];
        var dead = (await ledger.ReserveAsync(budgets, 0.9m, TimeSpan.Zero, cancellationToken)).Reservation!;
        var alive = (await ledger.ReserveAsync(budgets, 0.1m, s_time, cancellationToken)).Reservation!;
        Assert.That((await ledger.ReserveAsync(budgets, 0.5m, s_time, cancellationToken)).Reservation, Is.Null);

        Assert.That(await ledger.SweepAsync(100, cancellationToken), Is.EqualTo(2), "one in each budget");
        Assert.That(await ledger.SweepAsync(100, cancellationToken), Is.Zero);
        await ledger.SettleAsync(alive, 0.1m, isAgain: false, cancellationToken);
        var late = await ledger.SettleAsync(dead, 0.3m, isAgain: false, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(late.Select(spent => (spent.Before, spent.After)), Is.EqualTo(new[] { (0.1m, 0.4m), (0.1m, 0.4m) }));
        Assert.That(await runtime.ReadAsync<decimal>("SELECT sum(reserved_usd) FROM agent.budgets", cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_settlement_whose_answer_got_lost_is_paid_once(CancellationToken cancellationToken)
    {
        await using var runtime = await RuntimeFixture.StartAsync();
        var ledger = new BudgetLedger(runtime.Database);
        Budget[] budgets = [new("demo", BudgetScopes.TenantDay, "", s_today, 1m)];
        var reservation = (await ledger.ReserveAsync(budgets, 0.9m, s_time, cancellationToken)).Reservation!;
        await ledger.SettleAsync(reservation, 0.3m, isAgain: false, cancellationToken);
        await ledger.SettleAsync(reservation, 0.3m, isAgain: true, cancellationToken);
        Assert.That(await runtime.ReadAsync<decimal>("SELECT spent_usd FROM agent.budgets", cancellationToken), Is.EqualTo(0.3m));
    }

    [TestCase(0.10, 0.49, ExpectedResult = 0)]
    [TestCase(0.49, 0.50, ExpectedResult = 50)]
    [TestCase(0.50, 0.51, ExpectedResult = 0)]
    [TestCase(0.10, 0.85, ExpectedResult = 80)]
    [TestCase(0.85, 1.00, ExpectedResult = 100)]
    [TestCase(1.00, 1.10, ExpectedResult = 0)]
    public int Each_mark_is_passed_once(decimal before, decimal after) =>
        new SpentBudget(new("demo", BudgetScopes.TenantDay, "", s_today, 1m), before, after).PassedMark;

    private static async Task<decimal> UsedAsync(RuntimeFixture runtime, CancellationToken cancellationToken) =>
        await runtime.ReadAsync<decimal>("SELECT spent_usd + reserved_usd FROM agent.budgets WHERE scope = 'tenant_day'", cancellationToken);
}
