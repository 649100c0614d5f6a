using Agent.Processes.Persistence.Tenancy;
using Npgsql;
using NpgsqlTypes;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Costs.Budgets;

/// <summary>What has been spent and set aside, in the database, so that every replica sees the same.</summary>
internal sealed class BudgetLedger(TenantDatabase database)
{
    /// <summary>Sets money aside in all budgets, or in none. One round trip.</summary>
    /// <param name="budgets">In the order of <see cref="Budget.Of"/>; at least one.</param>
    /// <param name="amount">The worst case.</param>
    /// <param name="time">After this it is given back when nobody has settled it.</param>
    /// <param name="cancellationToken">Cancels the wait; the money may have been set aside all the same, until its time is over.</param>
    /// <param name="id">The reservation's name, where it is to be found again; default: a new one.</param>
    public async Task<ReservationOutcome> ReserveAsync(IReadOnlyList<Budget> budgets, decimal amount, TimeSpan time, CancellationToken cancellationToken, Guid? id = null)
    {
        var reservation = new Reservation(id ?? Guid.CreateVersion7(), budgets, amount);
        try
        {
            return await ReserveAsync(reservation, time, cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException || StorageFault.IsTransient(exception))
        {
            await GiveBackAsync(reservation); // the call will not be made: it must not lapse and count as spent
            throw;
        }
    }

    private async Task<ReservationOutcome> ReserveAsync(Reservation reservation, TimeSpan time, CancellationToken cancellationToken)
    {
        var budgets = reservation.Budgets;
        await using var batch = Batch(
            budgets, (Sweep.ServiceBudgetOpen, Names(budgets)), (Sweep.ServiceBudgetLock, Names(budgets)),
            (Sweep.ServiceBudgetReserve,
            [
                .. Names(budgets), new NpgsqlParameter<decimal[]> { TypedValue = [.. budgets.Select(budget => budget.LimitUsd)] }, Value(reservation.AmountUsd),
                Value(reservation.Id), Value(time),
            ]));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken); // behind the rows that were locked
        return await reader.ReadAsync(cancellationToken)
            ? new(null, budgets[reader.GetInt32(0)], reader.GetDecimal(1))
            : new(reservation);
    }

    /// <summary>Finds money again that was set aside under a name, in whatever budgets it was, and keeps it there for a time from now.</summary>
    /// <param name="id">The reservation's name.</param>
    /// <param name="time">For how long.</param>
    /// <param name="limits">What may be spent in a scope; 0 where there is no limit any more.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Null when there is none: it was never made, or it was settled.</returns>
    public async Task<Reservation?> FindAsync(Guid id, TimeSpan time, Func<string, decimal> limits, CancellationToken cancellationToken)
    {
        await using var command = database.Across(Sweep.BudgetsKeep, Value(id), Value(time));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (budgets, amount) = (new List<Budget>(), 0m);
        while (await reader.ReadAsync(cancellationToken))
        {
            budgets.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateOnly>(3), limits(reader.GetString(1))));
            amount = reader.GetDecimal(4);
        }

        return budgets.Count == 0 ? null : new(id, budgets, amount);
    }

    /// <summary>Pays what a call cost, and gives back the rest. One round trip.</summary>
    /// <param name="reservation">What was set aside. Where it has lapsed meanwhile, the cost takes the place of what was counted as spent.</param>
    /// <param name="cost">What it cost.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The budgets; none when it had been paid already.</returns>
    public async Task<IReadOnlyList<SpentBudget>> SettleAsync(Reservation reservation, decimal cost, CancellationToken cancellationToken)
    {
        await using var batch = Batch(
            reservation.Budgets, (Sweep.ServiceBudgetLock, Names(reservation.Budgets)),
            (Sweep.ServiceBudgetSettle, [.. Names(reservation.Budgets), Value(reservation.Id), Value(cost)]));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await ReadSpentAsync(reader, reservation.Budgets, cancellationToken);
    }

    /// <summary>Counts as spent what replicas that are gone had set aside, and forgets budgets of days long past.</summary>
    /// <param name="limit">How many reservations at once.</param>
    /// <param name="limits">What may be spent in a scope; 0 where there is no limit any more.</param>
    /// <param name="cancellationToken">Cancels the call between two of them.</param>
    /// <returns>How many were looked at, and the budgets that grew.</returns>
    public async Task<(int Found, IReadOnlyList<SpentBudget> Spent)> SweepAsync(int limit, Func<string, decimal> limits, CancellationToken cancellationToken)
    {
        var spent = new List<SpentBudget>();
        var lapsed = new List<(Budget Budget, Guid Id)>();
        await using (var find = database.Across(Sweep.BudgetsLapsed, Value(limit)))
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                lapsed.Add((new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateOnly>(3), limits(reader.GetString(1))), reader.GetGuid(4)));
            }
        }

        // Each for itself, so that no two budgets are locked at once: a settlement under way locks several.
        foreach (var (budget, id) in lapsed)
        {
            NpgsqlParameter[] One() => [Text(budget.Tenant), Text(budget.Scope), Text(budget.Subject), Value(budget.Period), Value(id)];
            await using var batch = Batch([budget], (Sweep.ServiceBudgetLock, Names([budget])), (Sweep.ServiceBudgetDrop, One()), (Sweep.ServiceBudgetLapse, One()));
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken); // behind the row that was locked; the removal has no rows
            spent.AddRange(await ReadSpentAsync(reader, [budget], cancellationToken));
        }

        if (lapsed.Count < limit)
        {
            await using var forget = database.Across(Sweep.BudgetsForget);
            await forget.ExecuteNonQueryAsync(cancellationToken);
        }

        return (lapsed.Count, spent);
    }

    private async Task GiveBackAsync(Reservation reservation)
    {
        try
        {
            await SettleAsync(reservation, 0, CancellationToken.None);
        }
        catch (Exception exception) when (StorageFault.IsTransient(exception))
        {
            // It lapses, and counts as spent.
        }
    }

    private static async Task<IReadOnlyList<SpentBudget>> ReadSpentAsync(NpgsqlDataReader reader, IReadOnlyList<Budget> budgets, CancellationToken cancellationToken)
    {
        var spent = new List<SpentBudget>(budgets.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (tenant, scope, subject, period) = (reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateOnly>(3));
            var budget = budgets.First(budget => (budget.Tenant, budget.Scope, budget.Subject, budget.Period) == (tenant, scope, subject, period));
            spent.Add(new(budget, reader.GetDecimal(4), reader.GetDecimal(5)));
        }

        return spent;
    }

    /// <summary>Statements about budgets. Those of one tenant are behind its wall; the budget of the whole service belongs to none, and is kept together with the others.</summary>
    private TenantBatch Batch(IReadOnlyList<Budget> budgets, params ReadOnlySpan<(AcrossTenants Sweep, NpgsqlParameter[] Parameters)> statements)
    {
        if (budgets.Any(budget => budget.Tenant == Budget.Service))
        {
            return database.AcrossTogether(statements);
        }

        var batch = database.For(budgets[0].Tenant);
        foreach (var (statement, parameters) in statements)
        {
            batch.Add(Of(statement.Sql, parameters));
        }

        return batch;
    }

    private static NpgsqlParameter[] Names(IReadOnlyList<Budget> budgets) =>
    [
        Texts(budgets.Select(budget => budget.Tenant)), Texts(budgets.Select(budget => budget.Scope)), Texts(budgets.Select(budget => budget.Subject)),
        new NpgsqlParameter<DateOnly[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date, TypedValue = [.. budgets.Select(budget => budget.Period)] },
    ];
}
