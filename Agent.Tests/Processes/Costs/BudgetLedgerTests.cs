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
        var ledger = new BudgetLedger(new(runtime.Database));
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
                await ledger.SettleAsync(reservation, 0.05m, cancellationToken);
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
        var ledger = new BudgetLedger(new(runtime.Database));
        Budget[] budgets = [new("demo", BudgetScopes.Conversation, "k", DateOnly.MinValue, 10m), new("demo", BudgetScopes.TenantDay, "", s_today, 1m)];
        await ledger.ReserveAsync(budgets, 0.6m, s_time, cancellationToken);
        var outcome = await ledger.ReserveAsync(budgets, 0.5m, s_time, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((outcome.Reservation, outcome.Exceeded, outcome.Used), Is.EqualTo(((Reservation?)null, budgets[1], 0.6m)));
        Assert.That(await runtime.ReadAsync<decimal>("SELECT reserved_usd FROM agent.budgets WHERE scope = 'conversation'", cancellationToken), Is.EqualTo(0.6m));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_a_dead_replica_had_set_aside_counts_as_spent_and_a_late_settlement_takes_its_place(CancellationToken cancellationToken)
    {
        await using var runtime = await RuntimeFixture.StartAsync();
        var ledger = new BudgetLedger(new(runtime.Database));
        Budget[] budgets = [new("demo", BudgetScopes.TenantDay, "", s_today, 1m), new("demo", BudgetScopes.TenantMonth, "", new(2026, 11, 1), 1m)];
        var dead = (await ledger.ReserveAsync(budgets, 0.9m, TimeSpan.Zero, cancellationToken)).Reservation!;
        var alive = (await ledger.ReserveAsync(budgets, 0.1m, s_time, cancellationToken)).Reservation!;
        var (found, spent) = await ledger.SweepAsync(100, _ => 1m, cancellationToken);
        Assert.That((found, (await ledger.SweepAsync(100, _ => 1m, cancellationToken)).Found), Is.EqualTo((2, 0)), "one in each budget, once");
        Assert.That(spent.Select(budget => (budget.Before, budget.After, budget.PassedMark)), Is.EqualTo(new[] { (0m, 0.9m, 80), (0m, 0.9m, 80) }), "that alerts as any spending does");
        Assert.That((await ledger.ReserveAsync(budgets, 0.5m, s_time, cancellationToken)).Reservation, Is.Null, "its call may have been answered");
        await ledger.SettleAsync(alive, 0.1m, cancellationToken);
        var late = await ledger.SettleAsync(dead, 0.3m, cancellationToken);
        var again = await ledger.SettleAsync(dead, 0.3m, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(late.Select(budget => (budget.Before, budget.After)), Is.EqualTo(new[] { (1m, 0.4m), (1m, 0.4m) }), "it was only paused");
        Assert.That(again, Is.Empty);
        Assert.That(await runtime.ReadAsync<decimal>("SELECT sum(reserved_usd) FROM agent.budgets", cancellationToken), Is.Zero);
        Assert.That(await runtime.ReadAsync<decimal>("SELECT sum(spent_usd) FROM agent.budgets", cancellationToken), Is.EqualTo(0.8m));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_settlement_whose_answer_got_lost_is_paid_once(CancellationToken cancellationToken)
    {
        await using var runtime = await RuntimeFixture.StartAsync();
        var ledger = new BudgetLedger(new(runtime.Database));
        Budget[] budgets = [new("demo", BudgetScopes.TenantDay, "", s_today, 1m)];
        var reservation = (await ledger.ReserveAsync(budgets, 0.9m, s_time, cancellationToken)).Reservation!;
        await ledger.SettleAsync(reservation, 0.3m, cancellationToken);
        await ledger.SettleAsync(reservation, 0.3m, cancellationToken);
        Assert.That(await runtime.ReadAsync<decimal>("SELECT spent_usd FROM agent.budgets", cancellationToken), Is.EqualTo(0.3m));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_day_after_it_has_lapsed_a_reservation_is_forgotten_and_stays_spent(CancellationToken cancellationToken)
    {
        await using var runtime = await RuntimeFixture.StartAsync();
        var ledger = new BudgetLedger(new(runtime.Database));
        Budget[] budgets = [new("demo", BudgetScopes.TenantDay, "", s_today, 1m)];
        var dead = (await ledger.ReserveAsync(budgets, 0.2m, TimeSpan.Zero, cancellationToken)).Reservation!;
        await ledger.SweepAsync(100, _ => 1m, cancellationToken);
        await runtime.ExecuteAsync("UPDATE agent.reservations SET expires_at = expires_at - interval '1 day'", cancellationToken);
        Assert.That((await ledger.SweepAsync(100, _ => 1m, cancellationToken)).Spent, Is.Empty);
        Assert.That(await ledger.SettleAsync(dead, 0.1m, cancellationToken), Is.Empty, "nobody pauses that long");
        Assert.That(await runtime.ReadAsync<decimal>("SELECT spent_usd FROM agent.budgets", cancellationToken), Is.EqualTo(0.2m));
        Assert.That(await runtime.ReadAsync<long>("SELECT count(*) FROM agent.reservations", cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_reservation_that_was_broken_off_gives_back_what_it_may_have_set_aside(CancellationToken cancellationToken)
    {
        await using var runtime = await RuntimeFixture.StartAsync();
        var ledger = new BudgetLedger(new(runtime.Database));
        Budget[] budgets = [new("demo", BudgetScopes.TenantDay, "", s_today, 1m)];
        await ledger.SettleAsync((await ledger.ReserveAsync(budgets, 0.1m, s_time, cancellationToken)).Reservation!, 0, cancellationToken);
        await using var holder = await runtime.Database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await holder.BeginTransactionAsync(cancellationToken);
        await using (var hold = new Npgsql.NpgsqlCommand("SELECT 1 FROM agent.budgets FOR UPDATE", holder))
        {
            await hold.ExecuteNonQueryAsync(cancellationToken);
        }

        using var gone = new CancellationTokenSource();
        var waiting = ledger.ReserveAsync(budgets, 0.9m, s_time, gone.Token);
        var reserving = await UntilWaitingAsync(runtime, other: null, cancellationToken);
        await gone.CancelAsync();
        await UntilWaitingAsync(runtime, other: reserving, cancellationToken); // now it gives back
        await transaction.RollbackAsync(cancellationToken);
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await runtime.ReadAsync<decimal>("SELECT sum(reserved_usd) FROM agent.budgets", cancellationToken), Is.Zero);
        Assert.That(await runtime.ReadAsync<long>("SELECT count(*) FROM agent.reservations", cancellationToken), Is.Zero);
    }

    [TestCase(0.10, 0.49, ExpectedResult = 0)]
    [TestCase(0.49, 0.50, ExpectedResult = 50)]
    [TestCase(0.50, 0.51, ExpectedResult = 0)]
    [TestCase(0.10, 0.85, ExpectedResult = 80)]
    [TestCase(0.85, 1.00, ExpectedResult = 100)]
    [TestCase(1.00, 1.10, ExpectedResult = 0)]
    public int Each_mark_is_passed_once(decimal before, decimal after) =>
        new SpentBudget(new("demo", BudgetScopes.TenantDay, "", s_today, 1m), before, after).PassedMark;

    /// <summary>Waits until a transaction waits for a lock, another one than a given one; says since when it runs.</summary>
    private static async Task<double> UntilWaitingAsync(RuntimeFixture runtime, double? other, CancellationToken cancellationToken)
    {
        while (true)
        {
            var since = await runtime.ReadAsync<double>(
                "SELECT coalesce(extract(epoch FROM max(xact_start)), 0)::float8 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", cancellationToken);
            if (since > 0 && since != other)
            {
                return since;
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    private static async Task<decimal> UsedAsync(RuntimeFixture runtime, CancellationToken cancellationToken) =>
        await runtime.ReadAsync<decimal>("SELECT spent_usd + reserved_usd FROM agent.budgets WHERE scope = 'tenant_day'", cancellationToken);
}
