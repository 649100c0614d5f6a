using Agent.Processes.Persistence.Tenancy;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Recovery.Retention;

/// <summary>Removes finished conversations, one batch in one transaction.</summary>
internal sealed class RetentionStore(TenantDatabase database)
{
    /// <summary>All tenants, and the database's time, by which everything is counted.</summary>
    public async Task<(IReadOnlyList<string> Tenants, DateTime Now)> ReadTenantsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Across(Sweep.Tenants);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> tenants = [];
        var now = DateTime.UtcNow;
        while (await reader.ReadAsync(cancellationToken))
        {
            tenants.Add(reader.GetString(0));
            now = reader.GetDateTime(1);
        }

        return (tenants, now);
    }

    /// <summary>How many conversations a counting statement finds.</summary>
    public async Task<int> CountAsync(string sql, RetentionPage page, CancellationToken cancellationToken)
    {
        await using var command = database.For(page.Tenant, sql, [.. page.Parameters]);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The database's time.</summary>
    public async Task<DateTime> ReadTimeAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Across(Sweep.Time);
        return (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Removes the next finished conversations with all that belongs to them.</summary>
    /// <param name="find">The statement that locks them.</param>
    /// <param name="page">Which tenant, where to begin, how old, how many.</param>
    /// <param name="cancellationToken">Cancels the call; nothing of the batch is removed, or all of it.</param>
    public async Task<RetentionProgress> DeleteAsync(string find, RetentionPage page, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(page.Tenant, cancellationToken);
        var found = await LockAsync(transaction, find, page, cancellationToken);
        if (found.Count == 0)
        {
            return new(0, null);
        }

        await using var delete = transaction.Batch(RetentionSql.Delete, Text(page.Tenant), Texts(found));
        var removed = (int)(await delete.ExecuteScalarAsync(cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        return new(removed, found.Count == page.Limit ? found[^1] : null);
    }

    private static async Task<List<string>> LockAsync(TenantTransaction transaction, string find, RetentionPage page, CancellationToken cancellationToken)
    {
        await using var batch = transaction.Batch();
        batch.Add(Of(RetentionSql.LimitTransaction));
        batch.Add(Of(find, [.. page.Parameters]));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        List<string> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }
}
