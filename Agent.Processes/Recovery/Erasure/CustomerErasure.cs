using Agent.Processes.Persistence.Tenancy;
using Agent.Processes.Recovery.Retention;
using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Recovery.Erasure;

/// <summary>Finds and removes what the runtime stores of a customer.</summary>
internal sealed class CustomerErasure(TenantDatabase database, IConversations conversations) : ICustomerRecords
{
    /// <summary>So many conversations go in one transaction.</summary>
    private const int AtOnce = 50;

    public async Task<CustomerTrace> FindAsync(string tenant, string customerId, CancellationToken cancellationToken = default)
    {
        var found = await ReadAsync(tenant, ErasureSql.FindConversations, cancellationToken, Text(tenant), Text(customerId));
        return new(found, await ReadAsync(tenant, ErasureSql.FindApprovals, cancellationToken, Text(tenant), Text(customerId), Texts(found)));
    }

    public async Task EndAsync(string tenant, CustomerTrace trace, string endedBy, CancellationToken cancellationToken = default)
    {
        foreach (var id in await ReadAsync(tenant, ErasureSql.FindRunning, cancellationToken, Text(tenant), Texts(trace.Conversations)))
        {
            await conversations.CancelAsync(new(tenant, id), endedBy, cancellationToken);
        }
    }

    public async Task<IReadOnlyDictionary<string, long>> EraseAsync(string tenant, string customerId, CustomerTrace trace, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(customerId);
        Dictionary<string, long> removed = new(StringComparer.Ordinal);
        // Once more without any: what is counted under the customer alone.
        foreach (var batch in trace.Conversations.Chunk(AtOnce).DefaultIfEmpty([]))
        {
            await EraseAsync(tenant, customerId, batch, removed, cancellationToken);
        }

        return removed;
    }

    private async Task EraseAsync(string tenant, string customerId, string[] batch, Dictionary<string, long> removed, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(tenant, cancellationToken);
        await ExecuteAsync(transaction, RetentionSql.LimitTransaction, cancellationToken);
        await ExecuteAsync(transaction, ErasureSql.Lock, cancellationToken, Text(tenant), Text(customerId), Texts(batch));
        List<(string Table, int Rows)> done = [];
        foreach (var (table, sql) in ErasureSql.Removals)
        {
            done.Add((table, await ExecuteAsync(transaction, sql, cancellationToken, Text(tenant), Text(customerId), Texts(batch))));
        }

        await transaction.CommitAsync(cancellationToken);
        foreach (var (table, rows) in done.Where(step => step.Rows > 0))
        {
            removed[table] = removed.GetValueOrDefault(table) + rows;
        }
    }

    private static async Task<int> ExecuteAsync(TenantTransaction transaction, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = transaction.Batch(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<string>> ReadAsync(string tenant, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = database.For(tenant, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }
}
