using System.Text.Json;
using Agent.Processes.Persistence;
using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Decides approvals.</summary>
internal sealed class ApprovalStore(NpgsqlDataSource database, ReplicaIdentity replica, RuntimeOptions options)
{
    /// <summary>Decides an approval, and accepts the decision as an input.</summary>
    /// <returns>Null when there is no such approval, or somebody has decided it.</returns>
    public async Task<AcceptedInput?> DecideAsync(string tenant, string conversationId, ApprovalDecided decision, CancellationToken cancellationToken)
    {
        var token = replica.NextToken();
        var payload = JsonSerializer.SerializeToUtf8Bytes(decision, StoredJson.Options);
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Of(
            ApprovalSql.Decide, Text(tenant), Text(decision.ApprovalId), Text(token), Value(options.Lease), Text(ConversationInputs.ApprovalDecided), Json(payload),
            Text(StatusOf(decision.Approved)), Value(decision.DecidedAt.UtcDateTime), Text(decision.DecidedBy), Text(decision.Reason),
            Text(conversationId)));
        batch.BatchCommands.Add(StoredCheckpoints.LoadCommand(new(tenant, conversationId)));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await AcceptedInputs.ReadAsync(reader, tenant, conversationId, token, ConversationInputs.ApprovalDecided, payload, cancellationToken);
    }

    /// <summary>Decides an approval from inside its own turn: the decision is the turn's, so no input is made of it.</summary>
    /// <returns>False when somebody has decided it.</returns>
    public async Task<bool> SettleAsync(ConversationKey key, ApprovalDecided decision, CancellationToken cancellationToken)
    {
        await using var command = database.Create(
            ApprovalSql.Settle, Text(key.Tenant), Text(decision.ApprovalId), Text(StatusOf(decision.Approved)), Value(decision.DecidedAt.UtcDateTime), Text(decision.DecidedBy),
            Text(decision.Reason), Text(key.Id));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static string StatusOf(bool approved) => StoredEnum.Name(approved ? ApprovalStatus.Approved : ApprovalStatus.Denied);
}
