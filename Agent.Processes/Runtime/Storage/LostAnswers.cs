using System.Text.Json;
using Agent.Processes.Persistence.Tenancy;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Finds what was stored although its answer never came.</summary>
internal sealed class LostAnswers(TenantDatabase database, ReplicaIdentity replica, OwnershipStore ownership, RunningConversations running)
{
    /// <summary>
    /// Lets go of a conversation that this replica owns without knowing: the answer that would have said so got lost. Otherwise it would wait for its
    /// lease to lapse. Should the claim be known after all, a moment later, its commits are stale and it is taken up once more.
    /// </summary>
    public async Task LetGoAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        await using var command = database.For(key.Tenant, "SELECT owner, epoch FROM agent.conversations WHERE tenant = $1 AND id = $2", Text(key.Tenant), Text(key.Id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || await reader.IsDBNullAsync(0, cancellationToken))
        {
            return;
        }

        var claim = new Claim(key, reader.GetString(0), reader.GetInt64(1));
        await reader.CloseAsync();
        if (claim.Token.StartsWith(replica.Id, StringComparison.Ordinal) && running.OlderThan(TimeSpan.Zero).All(known => known.Token != claim.Token))
        {
            await ownership.HandOverAsync(claim, cancellationToken);
        }
    }

    /// <summary>The input that a decision became, if it is this very one: the same words by the same person at the same instant.</summary>
    public async Task<int?> FindDecisionAsync(ConversationKey key, ApprovalDecided decision, CancellationToken cancellationToken)
    {
        await using var command = database.For(
            key.Tenant, "SELECT number FROM agent.inbox WHERE tenant = $1 AND conversation_id = $2 AND kind = $3 AND payload::text = $4 ORDER BY number LIMIT 1",
            Text(key.Tenant), Text(key.Id), Text(ConversationInputs.ApprovalDecided), Text(JsonSerializer.Serialize(decision, StoredJson.Options)));
        return await command.ExecuteScalarAsync(cancellationToken) as int?;
    }
}
