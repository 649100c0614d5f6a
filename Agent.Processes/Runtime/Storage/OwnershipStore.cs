using Agent.Processes.Persistence.Tenancy;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Takes conversations, keeps them, and lets them go.</summary>
internal sealed class OwnershipStore(TenantDatabase database, ReplicaIdentity replica, RuntimeOptions options)
{
    /// <summary>Loads a conversation again under a claim this process made before.</summary>
    /// <returns>Null when another one has taken it over.</returns>
    public async Task<ClaimedConversation?> ReloadAsync(Claim claim, CancellationToken cancellationToken)
    {
        await using var batch = database.For(claim.Key.Tenant);
        batch.Add(Of(OwnershipSql.Keep, Text(claim.Key.Tenant), Text(claim.Key.Id), Text(claim.Token), Value(options.Lease)));
        batch.Add(StoredCheckpoints.LoadCommand(claim.Key));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || reader.GetInt64(1) != claim.Epoch)
        {
            return null;
        }

        var head = new ConversationHead(reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetInt32(0));
        await reader.NextResultAsync(cancellationToken);
        return new(claim, head, await StoredCheckpoints.ReadAsync(reader, cancellationToken), null);
    }

    /// <summary>Renews leases.</summary>
    /// <returns>The tokens of the claims that still hold.</returns>
    public async Task<HashSet<string>> RenewAsync(IReadOnlyCollection<Claim> claims, CancellationToken cancellationToken)
    {
        await using var command = database.Across(
            Sweep.LeasesRenew, Value(options.Lease), Texts(claims.Select(claim => claim.Token)), Texts(claims.Select(claim => claim.Key.Tenant)),
            Texts(claims.Select(claim => claim.Key.Id)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var held = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            held.Add(reader.GetString(0));
        }

        return held;
    }

    /// <summary>Puts abandoned conversations back into the queue, or parks those that were abandoned too often.</summary>
    /// <param name="limit">At most this many.</param>
    /// <param name="evenAlive">True to count those too whose lease has not lapsed, unless it is this process's own.</param>
    /// <param name="living">Claims this process still works under: late with their renewal, but not abandoned.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<AbandonedConversation>> RescueAsync(
        int limit, bool evenAlive, IEnumerable<Claim> living, CancellationToken cancellationToken)
    {
        await using var command = database.Across(
            Sweep.LeasesRescue, Value(limit), Value(evenAlive), Text(replica.Id), Texts(living.Select(claim => claim.Token)), Value(options.MaxAttempts));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var abandoned = new List<AbandonedConversation>();
        while (await reader.ReadAsync(cancellationToken))
        {
            abandoned.Add(new(new(reader.GetString(0), reader.GetString(1)), reader.GetInt32(2), reader.GetBoolean(3)));
        }

        return abandoned;
    }

    /// <summary>Lets a conversation go, unless an input came after <paramref name="turn"/>.</summary>
    /// <returns>False when one did, or the claim is lost.</returns>
    public async Task<bool> ReleaseAsync(Claim claim, int turn, CancellationToken cancellationToken)
    {
        await using var command = database.For(claim.Key.Tenant, OwnershipSql.Release, Text(claim.Key.Tenant), Text(claim.Key.Id), Text(claim.Token), Value(turn));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Lets go of a conversation in the middle of its work: whoever has room goes on with it at once.</summary>
    public async Task HandOverAsync(Claim claim, CancellationToken cancellationToken)
    {
        await using var command = database.For(claim.Key.Tenant, OwnershipSql.HandOver, Text(claim.Key.Tenant), Text(claim.Key.Id), Text(claim.Token));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
