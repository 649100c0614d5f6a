using Agent.Processes.Persistence;
using Agent.Processes.Persistence.Tenancy;
using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Puts inputs into inboxes, and decides approvals. No method holds a connection longer than its own round trip.</summary>
internal sealed class InboxStore(TenantDatabase database, ReplicaIdentity replica, WorkflowRegistry workflows, RuntimeOptions options)
{
    /// <summary>Accepts an input; where the conversation is free, claims and loads it in the same round trip.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="kind">One of <see cref="ConversationInputs"/>.</param>
    /// <param name="payload">Its data as JSON.</param>
    /// <param name="idempotencyKey">The caller's key, if any.</param>
    /// <param name="hasRoom">False to queue a free conversation instead of claiming it.</param>
    /// <param name="cancellationToken">Cancels the wait; the input may have been accepted all the same.</param>
    /// <returns>Null when there is no such conversation, it has ended, or the idempotency key was used before: <see cref="FindInputAsync"/> tells.</returns>
    public async Task<AcceptedInput?> AcceptAsync(
        ConversationKey key, string kind, byte[] payload, string? idempotencyKey, bool hasRoom, CancellationToken cancellationToken)
    {
        var token = replica.NextToken();
        await using var batch = database.For(key.Tenant);
        batch.Add(Of(
            InboxSql.Accept, Text(key.Tenant), Text(key.Id), Text(token), Value(options.Lease), Text(kind), Json(payload), Text(idempotencyKey), Value(hasRoom),
            Texts(workflows.Versions), Text(RequestOrigin.Id)));
        batch.Add(StoredCheckpoints.LoadCommand(key));
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            return await AcceptedInputs.ReadAsync(reader, key.Tenant, key.Id, token, kind, payload, cancellationToken);
        }
        catch (PostgresException conflict) when (conflict.ConstraintName == InputConfiguration.IdempotencyIndex)
        {
            return null; // The same key came in at the same instant: the other one is the input.
        }
    }

    /// <summary>The turn that an idempotency key began, and the payload it came with.</summary>
    public async Task<StoredInput?> FindInputAsync(ConversationKey key, string idempotencyKey, CancellationToken cancellationToken)
    {
        await using var command = database.For(
            key.Tenant, "SELECT number, kind, payload, request_id FROM agent.inbox WHERE tenant = $1 AND conversation_id = $2 AND idempotency_key = $3",
            Text(key.Tenant), Text(key.Id), Text(idempotencyKey));
        return await ReadInputAsync(command, cancellationToken);
    }

    public async Task<StoredInput?> ReadInputAsync(ConversationKey key, int number, CancellationToken cancellationToken)
    {
        await using var command = database.For(key.Tenant, InboxSql.ReadInput, Text(key.Tenant), Text(key.Id), Value(number));
        return await ReadInputAsync(command, cancellationToken);
    }

    private static async Task<StoredInput?> ReadInputAsync(TenantBatch command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.GetInt32(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.IsDBNull(3) ? null : reader.GetString(3)) : null;
    }
}
