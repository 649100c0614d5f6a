using Npgsql;
using NpgsqlTypes;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Costs.Budgets;

/// <summary>What has been spent and set aside, in the database, so that every replica sees the same.</summary>
internal sealed class BudgetLedger(NpgsqlDataSource database)
{
    /// <summary>Sets money aside in all budgets, or in none. One round trip.</summary>
    /// <param name="budgets">In the order of <see cref="Budget.Of"/>; at least one.</param>
    /// <param name="amount">The worst case.</param>
    /// <param name="time">After this it is given back when nobody has settled it.</param>
    /// <param name="cancellationToken">Cancels the wait; the money may have been set aside all the same, until its time is over.</param>
    public async Task<ReservationOutcome> ReserveAsync(IReadOnlyList<Budget> budgets, decimal amount, TimeSpan time, CancellationToken cancellationToken)
    {
        var reservation = new Reservation(Guid.CreateVersion7(), budgets, amount);
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(On(BudgetSql.Open, budgets));
        batch.BatchCommands.Add(On(BudgetSql.Lock, budgets));
        batch.BatchCommands.Add(On(
            BudgetSql.Reserve, budgets, new NpgsqlParameter<decimal[]> { TypedValue = [.. budgets.Select(budget => budget.LimitUsd)] }, Value(amount),
            Value(reservation.Id), Value(time)));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken); // behind the rows that were locked
        return await reader.ReadAsync(cancellationToken)
            ? new(null, budgets[reader.GetInt32(0)], reader.GetDecimal(1))
            : new(reservation);
    }

    /// <summary>Pays what a call cost, and gives back the rest. One round trip.</summary>
    /// <param name="reservation">What was set aside; it is paid also when it has lapsed meanwhile.</param>
    /// <param name="cost">What it cost.</param>
    /// <param name="isAgain">Whether an attempt before this one may have been carried out.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<IReadOnlyList<SpentBudget>> SettleAsync(Reservation reservation, decimal cost, bool isAgain, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(On(BudgetSql.Lock, reservation.Budgets));
        batch.BatchCommands.Add(On(BudgetSql.Settle, reservation.Budgets, Value(reservation.Id), Value(cost), Value(isAgain)));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var spent = new List<SpentBudget>(reservation.Budgets.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (tenant, scope, subject, period) = (reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateOnly>(3));
            var budget = reservation.Budgets.First(budget => (budget.Tenant, budget.Scope, budget.Subject, budget.Period) == (tenant, scope, subject, period));
            spent.Add(new(budget, reader.GetDecimal(4), reader.GetDecimal(5)));
        }

        return spent;
    }

    /// <summary>Gives back what replicas that are gone had set aside, and forgets budgets of days long past.</summary>
    /// <returns>How many reservations were given back.</returns>
    public async Task<int> SweepAsync(int limit, CancellationToken cancellationToken)
    {
        var lapsed = new List<(Budget Budget, Guid Id)>();
        await using (var find = database.Create(BudgetSql.FindLapsed, Value(limit)))
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                lapsed.Add((new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateOnly>(3), 0), reader.GetGuid(4)));
            }
        }

        // Each for itself, so that no two budgets are locked at once: a settlement under way locks several.
        foreach (var (budget, id) in lapsed)
        {
            await using var batch = database.CreateBatch();
            batch.BatchCommands.Add(On(BudgetSql.Lock, [budget]));
            batch.BatchCommands.Add(Of(
                BudgetSql.GiveBack, Text(budget.Tenant), Text(budget.Scope), Text(budget.Subject), Value(budget.Period), Value(id)));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        if (lapsed.Count < limit)
        {
            await using var forget = database.CreateCommand(BudgetSql.Forget);
            await forget.ExecuteNonQueryAsync(cancellationToken);
        }

        return lapsed.Count;
    }

    private static NpgsqlBatchCommand On(string sql, IReadOnlyList<Budget> budgets, params ReadOnlySpan<NpgsqlParameter> more)
    {
        var command = Of(
            sql, Texts(budgets.Select(budget => budget.Tenant)), Texts(budgets.Select(budget => budget.Scope)), Texts(budgets.Select(budget => budget.Subject)),
            new NpgsqlParameter<DateOnly[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date, TypedValue = [.. budgets.Select(budget => budget.Period)] });
        foreach (var parameter in more)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
