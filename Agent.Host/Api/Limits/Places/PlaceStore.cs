using Agent.Host.Api.Limits.Buckets;
using Agent.Host.Database;
using Agent.Processes.Persistence.Tenancy;

namespace Agent.Host.Api.Limits.Places;

/// <summary>What replicas tell each other of the requests under way. Who has not been heard of for a while is gone, and its requests with it.</summary>
internal sealed class PlaceStore(TenantDatabase database)
{
    /// <summary>How long a replica's word holds.</summary>
    public static readonly TimeSpan HeldFor = TimeSpan.FromSeconds(5);

    internal const string Exchange =
        """
        WITH told AS (
            SELECT * FROM unnest($2::text[], $3::text[], $4::int[]) AS t (tenant, name, count)
        ), gone AS (
            DELETE FROM api.places p USING told t WHERE p.tenant = t.tenant AND p.name = t.name AND p.replica = $1 AND t.count = 0
        ), put AS (
            INSERT INTO api.places (tenant, name, replica, count, seen_at)
            SELECT tenant, name, $1, count, clock_timestamp() FROM told WHERE count > 0
            ON CONFLICT (tenant, name, replica) DO UPDATE SET count = EXCLUDED.count, seen_at = EXCLUDED.seen_at
        )
        SELECT p.tenant, p.name, sum(p.count)::int FROM api.places p JOIN told t ON p.tenant = t.tenant AND p.name = t.name
        WHERE p.replica <> $1 AND p.seen_at > clock_timestamp() - $5 GROUP BY 1, 2
        """;

    internal const string Forget = "DELETE FROM api.places WHERE replica = $1 OR seen_at < clock_timestamp() - interval '1 minute'";

    /// <summary>Tells how many are under way here, and hears how many are elsewhere; of those nobody else has, nothing.</summary>
    public async Task<IReadOnlyDictionary<BucketKey, int>> ExchangeAsync(Guid replica, IReadOnlyCollection<(BucketKey Key, int Count)> told, CancellationToken cancellationToken)
    {
        await using var command = database.Create(
            EdgeSweep.PlacesExchange, replica, told.Select(item => item.Key.Tenant).ToArray(), told.Select(item => item.Key.Name).ToArray(), told.Select(item => item.Count).ToArray(), HeldFor);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var elsewhere = new Dictionary<BucketKey, int>();
        while (await reader.ReadAsync(cancellationToken))
            elsewhere[new(reader.GetString(0), reader.GetString(1))] = reader.GetInt32(2);
        return elsewhere;
    }

    /// <summary>Removes what a replica said that ends, and what others said who ended without a word.</summary>
    public Task ForgetAsync(Guid replica, CancellationToken cancellationToken) => database.ExecuteAsync(EdgeSweep.PlacesForget, cancellationToken, replica);
}
