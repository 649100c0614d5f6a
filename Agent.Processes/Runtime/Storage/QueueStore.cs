using Agent.Processes.Persistence.Tenancy;
using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Takes conversations from the queue.</summary>
internal sealed class QueueStore(TenantDatabase database, ReplicaIdentity replica, WorkflowRegistry workflows, RuntimeOptions options)
{
    /// <summary>Whether anything is queued at all, for whomever.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Across(Sweep.QueueAny);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Claims queued conversations.</summary>
    /// <param name="reservation">The room there is.</param>
    /// <param name="takesSuspect">Whether one of them may be a suspect.</param>
    /// <param name="cancellationToken">Cancels the call; the claims may have been made all the same.</param>
    /// <returns>The claims, and how many could have been claimed: with fewer claims than slots, the others went to another replica at the same instant.</returns>
    public async Task<(IReadOnlyList<Claim> Claims, int Candidates)> TakeAsync(
        Reservation reservation, bool takesSuspect, CancellationToken cancellationToken)
    {
        await using var command = database.Across(
            Sweep.QueueTake, Text(replica.NextToken() + "/"), Value(options.Lease), Value(reservation.Slots), Texts(reservation.Tenants.Keys),
            new NpgsqlParameter<int[]> { TypedValue = [.. reservation.Tenants.Values] }, Value(options.MaxRunningPerTenant), Texts(workflows.Versions), Value(takesSuspect));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var claims = new List<Claim>();
        var candidates = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            candidates = reader.GetInt32(0);
            if (!await reader.IsDBNullAsync(1, cancellationToken))
            {
                claims.Add(new(new(reader.GetString(1), reader.GetString(2)), reader.GetString(3), reader.GetInt64(4), reader.GetBoolean(5)));
            }
        }

        return (claims, candidates);
    }
}
