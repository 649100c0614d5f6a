using Agent.Host.Database;
using Agent.Processes.Persistence.Tenancy;

namespace Agent.Host.Api.Limits.Buckets;

/// <summary>The shared buckets. One that is not there is full.</summary>
internal sealed class BucketStore(TenantDatabase database)
{
    // What has come back since the last look, less what is owed; what is left of that, in whole numbers, can be granted. Rows are locked in one order, so that two
    // replicas never wait for each other. The table is not logged: after a crash of the server all buckets are full.
    internal const string Settle =
        $"""
        INSERT INTO api.buckets AS b (tenant, name, capacity, rate, owed, wanted, granted, available, as_of)
        SELECT tenant, name, capacity, rate, owed, wanted, granted, least(capacity, capacity - owed) - granted, clock_timestamp()
        FROM (
            SELECT u.*, greatest(0, least(u.wanted, floor(least(u.capacity, u.capacity - u.owed)))) AS granted
            FROM unnest($1::text[], $2::text[], $3::float8[], $4::float8[], $5::float8[], $6::float8[]) AS u (tenant, name, capacity, rate, owed, wanted)
        ) n
        ORDER BY tenant, name
        ON CONFLICT (tenant, name) DO UPDATE SET
            capacity = EXCLUDED.capacity, rate = EXCLUDED.rate, owed = EXCLUDED.owed, wanted = EXCLUDED.wanted,
            granted = greatest(0, least(EXCLUDED.wanted, floor({Left}))),
            available = {Left} - greatest(0, least(EXCLUDED.wanted, floor({Left}))),
            as_of = greatest(b.as_of, clock_timestamp())
        RETURNING tenant, name, granted, available
        """;

    private const string Left =
        "least(EXCLUDED.capacity, least(EXCLUDED.capacity, b.available + EXCLUDED.rate * greatest(0, extract(epoch FROM clock_timestamp() - b.as_of)::float8)) - EXCLUDED.owed)";

    internal const string Sweep =
        """
        DELETE FROM api.buckets WHERE ctid = ANY (ARRAY (
            SELECT ctid FROM api.buckets
            WHERE available + rate * extract(epoch FROM clock_timestamp() - as_of)::float8 >= capacity LIMIT $1 FOR UPDATE SKIP LOCKED))
        """;

    /// <summary>Reports and asks for several buckets in one round trip; each bucket once.</summary>
    public async Task<IReadOnlyDictionary<BucketKey, SettledBucket>> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        await using var command = database.Create(
            EdgeSweep.BucketsSettle, Values(settlements, one => one.Key.Tenant), Values(settlements, one => one.Key.Name), Values(settlements, one => one.Size.Capacity),
            Values(settlements, one => one.Size.PerSecond), Values(settlements, one => one.Owed), Values(settlements, one => one.Wanted));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var settled = new Dictionary<BucketKey, SettledBucket>(settlements.Count);
        while (await reader.ReadAsync(cancellationToken))
            settled[new(reader.GetString(0), reader.GetString(1))] = new(reader.GetDouble(2), reader.GetDouble(3));
        return settled;
    }

    /// <summary>Removes buckets that are full again, at most <paramref name="limit"/>.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> SweepAsync(int limit, CancellationToken cancellationToken) => database.ExecuteAsync(EdgeSweep.BucketsSweep, cancellationToken, limit);

    private static T[] Values<T>(IReadOnlyList<Settlement> settlements, Func<Settlement, T> value) => [.. settlements.Select(value)];
}
