using Agent.Host.Database;
using Agent.Processes.Persistence.Tenancy;

namespace Agent.Host.Security.Vault;

/// <summary>Wraps everything anew that the key ring wraps, a row at a time: it may be broken off and repeated, and the service runs meanwhile.</summary>
internal sealed class KeyRotation(FileVault vault, TenantDatabase database)
{
    private static readonly (string Table, string Id, string Column, EdgeSweep All)[] s_wrapped =
    [
        ("security.customer_keys", "customer_id", "key", EdgeSweep.WrappedCustomerKeys), ("security.erasures", "id", "subject", EdgeSweep.WrappedErasures),
        ("webhooks.subscriptions", "id", "secret", EdgeSweep.WrappedSecrets), ("webhooks.subscriptions", "id", "old_secret", EdgeSweep.WrappedOldSecrets),
    ];

    /// <summary>Wraps with the newest key what another one wraps.</summary>
    /// <returns>How much that was.</returns>
    public async Task<int> WrapAnewAsync(CancellationToken cancellationToken)
    {
        var changed = 0;
        foreach (var (table, id, column, all) in s_wrapped)
        {
            foreach (var (tenant, key, value) in await FindAsync(table, all, cancellationToken))
            {
                var packed = (await vault.WrapAsync(await vault.UnwrapAsync(WrappedKey.Unpack(value), cancellationToken), cancellationToken)).Pack();
                changed += await database.ExecuteAsync($"UPDATE {table} SET {column} = $4 WHERE tenant = $1 AND {id} = $2 AND {column} = $3",
                    tenant, cancellationToken, key, value, packed);
            }
        }

        return changed;
    }

    /// <summary>How much is still wrapped by an older key, or by none.</summary>
    public async Task<int> CountOldAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var (table, _, _, all) in s_wrapped)
            count += (await FindAsync(table, all, cancellationToken)).Count;
        return count;
    }

    internal static string All(string table, string id, string column) => $"SELECT tenant, {id}, {column} FROM {table} WHERE {column} IS NOT NULL";

    private async Task<List<(string Tenant, string Id, byte[] Value)>> FindAsync(string table, EdgeSweep all, CancellationToken cancellationToken)
    {
        if (!await database.HasTableAsync(table, cancellationToken))
            return [];
        var found = await database.Create(all).ReadAsync(row => (row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2)), cancellationToken);
        return [.. found.Where(row => WrappedKey.Unpack(row.Item3).KeyId != vault.CurrentId)];
    }
}
