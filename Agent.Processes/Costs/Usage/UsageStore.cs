using Agent.Processes.Persistence.Tenancy;
using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Costs.Usage;

/// <summary>Adds usage up, and reads the totals.</summary>
internal sealed class UsageStore(TenantDatabase database) : IUsage
{
    public async Task<UsageView> ReadAsync(string tenant, UsageQuery query, CancellationToken cancellationToken = default)
    {
        if (query.IsTooFine)
        {
            throw new ArgumentException("Totals of a customer are kept by day and conversation, not by what was asked and where.", nameof(query));
        }

        await using var batch = database.For(tenant);
        if (UsageSql.IsLong(query.By))
        {
            batch.Add(Of(UsageSql.MoreMemory)); // a batch is one transaction
        }

        batch.Add(Statement(tenant, query));
        batch.Add(Of(UsageSql.Pending, Text(tenant)));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (UsageSql.IsLong(query.By))
        {
            await reader.NextResultAsync(cancellationToken);
        }

        var lines = new List<UsageLine>();
        UsageFigures? total = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (await reader.IsDBNullAsync(0, cancellationToken))
            {
                total = FiguresOf(reader);
            }
            else
            {
                lines.Add(new(reader.GetString(0), FiguresOf(reader)));
            }
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(query.By, query.From, query.To, lines, total!, reader.GetInt64(0));
    }

    /// <summary>Adds up turns that have ended.</summary>
    /// <returns>How many; null while another replica does it.</returns>
    public async Task<int?> AddUpAsync(int limit, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAcrossAsync(cancellationToken);
        await using (var turn = transaction.Across(Sweep.UsageTurn))
        {
            if (await turn.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return null;
            }
        }

        await using var command = transaction.Across(Sweep.UsageAddUp, Value(limit));
        var counted = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        return counted;
    }

    private static NpgsqlBatchCommand Statement(string tenant, UsageQuery query) => Of(
        UsageSql.Read(query), Text(tenant), Value(query.From), Value(query.To), Text(query.CustomerId),
        Text(query.ConversationId), Value(query.Limit));

    private static UsageFigures FiguresOf(NpgsqlDataReader reader) => new(
        reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5),
        UsageFigures.KnownCost(reader.GetDecimal(6), reader.GetInt64(7)), reader.GetInt64(7));
}
