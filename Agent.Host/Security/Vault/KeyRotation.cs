using Agent.Host.Teams.Storage;
using Npgsql;

namespace Agent.Host.Security.Vault;

/// <summary>Wraps everything anew that the key ring wraps, a row at a time: it may be broken off and repeated, and the service runs meanwhile.</summary>
internal sealed class KeyRotation(FileVault vault, NpgsqlDataSource database)
{
    private static readonly (string Table, string Id, string Column)[] s_wrapped =
    [
        ("security.customer_keys", "customer_id", "key"), ("security.erasures", "id", "subject"), ("webhooks.subscriptions", "id", "secret"), ("webhooks.subscriptions", "id", "old_secret"),
    ];

    /// <summary>Wraps with the newest key what another one wraps.</summary>
    /// <returns>How much that was.</returns>
    public async Task<int> WrapAnewAsync(CancellationToken cancellationToken)
    {
        var changed = 0;
        foreach (var (table, id, column) in s_wrapped)
        {
            foreach (var (tenant, key, value) in await FindAsync(table, id, column, cancellationToken))
            {
                var packed = (await vault.WrapAsync(await vault.UnwrapAsync(WrappedKey.Unpack(value), cancellationToken), cancellationToken)).Pack();
                changed += await database.ExecuteAsync($"UPDATE {table} SET {column} = $4 WHERE tenant = $1 AND {id} = $2 AND {column} = $3", cancellationToken, tenant, key, value, packed);
            }
        }

        return changed;
    }

    /// <summary>How much is still wrapped by an older key, or by none.</summary>
    public async Task<int> CountOldAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var (table, id, column) in s_wrapped)
            count += (await FindAsync(table, id, column, cancellationToken)).Count;
        return count;
    }

    private async Task<List<(string Tenant, string Id, byte[] Value)>> FindAsync(string table, string id, string column, CancellationToken cancellationToken)
    {
        if (!(await database.Create("SELECT to_regclass($1) IS NOT NULL", table).ReadAsync(row => row.GetBoolean(0), cancellationToken)).Single())
            return [];
        var all = await database.Create($"SELECT tenant, {id}, {column} FROM {table} WHERE {column} IS NOT NULL")
            .ReadAsync(row => (row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2)), cancellationToken);
        return [.. all.Where(row => WrappedKey.Unpack(row.Item3).KeyId != vault.CurrentId)];
    }
}
