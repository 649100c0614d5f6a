using Agent.Processes.Persistence.Tenancy;
using Agent.Processes.Runtime.Execution;
using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Parks conversations, and lets them go on.</summary>
internal sealed class ParkingStore(TenantDatabase database)
{
    private const int LongestError = 4000;

    /// <summary>Parks a conversation that this process works on. Nothing happens when it is another one's by now.</summary>
    public async Task ParkAsync(Claim claim, string reason, string error, CancellationToken cancellationToken)
    {
        // An error may quote the very character that PostgreSQL refuses.
        var text = error.Replace('\0', '\uFFFD');
        await using var command = database.For(
            claim.Key.Tenant, ParkingSql.Park, Text(claim.Key.Tenant), Text(claim.Key.Id), Text(claim.Token), Text(reason), Text(text[..Math.Min(text.Length, LongestError)]));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Queues a parked conversation as it is.</summary>
    /// <returns>The turn that is due; null when it is not parked.</returns>
    public Task<int?> ResumeAsync(ConversationKey key, CancellationToken cancellationToken) => TurnAsync(ParkingSql.Resume, key, cancellationToken);

    /// <summary>Gives a conversation whose last turn failed the same input once more.</summary>
    /// <returns>The new turn; null when the last one did not fail.</returns>
    public Task<int?> RepeatAsync(ConversationKey key, CancellationToken cancellationToken) => TurnAsync(ParkingSql.Repeat, key, cancellationToken, Text(RequestOrigin.Id));

    /// <summary>What is needed to end the due turn of a parked conversation.</summary>
    /// <returns>Null when it is not parked.</returns>
    public async Task<(long Epoch, IReadOnlyList<StoredCheckpoint> Checkpoints)?> ReadParkedAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        await using var batch = database.For(key.Tenant);
        batch.Add(Of(
            "SELECT epoch FROM agent.conversations WHERE tenant = $1 AND id = $2 AND status = 'parked'", Text(key.Tenant), Text(key.Id)));
        batch.Add(StoredCheckpoints.LoadCommand(key));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var epoch = reader.GetInt64(0);
        await reader.NextResultAsync(cancellationToken);
        return (epoch, await StoredCheckpoints.ReadAsync(reader, cancellationToken));
    }

    /// <summary>Ends the due turn of a parked conversation, and queues it when another input waits.</summary>
    /// <returns>False when it is not parked any more.</returns>
    public async Task<bool> SkipAsync(ConversationKey key, long epoch, ConversationMemory memory, CheckpointDraft draft, CancellationToken cancellationToken)
    {
        await using var command = database.For(
            key.Tenant, ParkingSql.Skip, Text(key.Tenant), Text(key.Id), Value(epoch), Value(memory.Turn), Value(draft.Number), Value(memory.LastEvent),
            new NpgsqlParameter<int[]> { TypedValue = memory.Needs(draft.Number) }, Json(draft.EventsJson), Json(draft.BodyJson),
            Value(memory.Progress.InputTokens), Value(memory.Progress.CachedInputTokens), Value(memory.Progress.OutputTokens), Value(memory.Progress.ToolCalls),
            Value(memory.Progress.CostUsd), Value(memory.Progress.UnpricedCalls), Value(memory.Progress.From));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }

    private async Task<int?> TurnAsync(string sql, ConversationKey key, CancellationToken cancellationToken, params NpgsqlParameter[] more)
    {
        await using var command = database.For(key.Tenant, sql, [Text(key.Tenant), Text(key.Id), .. more]);
        return (int?)await command.ExecuteScalarAsync(cancellationToken);
    }
}
