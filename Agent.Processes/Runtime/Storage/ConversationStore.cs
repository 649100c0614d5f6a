using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Execution;
using Npgsql;
using NpgsqlTypes;

namespace Agent.Processes.Runtime.Storage;

/// <summary>The runtime's reads and writes. No method holds a connection longer than its own round trip.</summary>
internal sealed class ConversationStore(NpgsqlDataSource database, RuntimeOptions options)
{
    private readonly string _replica = Guid.NewGuid().ToString("N");
    private long _claims;

    /// <summary>Accepts an input; where the conversation is free, claims and loads it in the same round trip.</summary>
    /// <returns>Null when there is no such conversation, it has ended, or the idempotency key was used before: <see cref="FindInputAsync"/> tells.</returns>
    public async Task<AcceptedInput?> AcceptAsync(
        ConversationKey key, string kind, byte[] payload, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var token = NextToken();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Command(Sql.Accept, Text(key.Tenant), Text(key.Id), Text(token), Value(options.Lease), Text(kind), Json(payload), Text(idempotencyKey)));
        batch.BatchCommands.Add(LoadCommand(key));
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            return await ReadAcceptedAsync(reader, key.Tenant, key.Id, token, kind, payload, cancellationToken);
        }
        catch (PostgresException conflict) when (conflict.ConstraintName == InputConfiguration.IdempotencyIndex)
        {
            return null; // The same key came in at the same instant: the other one is the input.
        }
    }

    /// <summary>Decides an approval, and accepts the decision as an input.</summary>
    /// <returns>Null when there is no such approval, or somebody has decided it.</returns>
    public async Task<AcceptedInput?> DecideAsync(string tenant, string conversationId, ApprovalDecided decision, CancellationToken cancellationToken)
    {
        var token = NextToken();
        var payload = JsonSerializer.SerializeToUtf8Bytes(decision, StoredJson.Options);
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Command(
            Sql.Decide, Text(tenant), Text(decision.ApprovalId), Text(token), Value(options.Lease), Text(ConversationInputs.ApprovalDecided), Json(payload),
            Text(StatusOf(decision.Approved)), Value(decision.DecidedAt.UtcDateTime), Text(decision.DecidedBy), Text(decision.Reason),
            Text(conversationId)));
        batch.BatchCommands.Add(LoadCommand(new(tenant, conversationId)));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadAcceptedAsync(reader, tenant, conversationId, token, ConversationInputs.ApprovalDecided, payload, cancellationToken);
    }

    /// <summary>Decides an approval from inside its own turn: the decision is the turn's, so no input is made of it.</summary>
    /// <returns>False when somebody has decided it.</returns>
    public async Task<bool> SettleAsync(ConversationKey key, ApprovalDecided decision, CancellationToken cancellationToken)
    {
        await using var command = Create(
            """
            UPDATE agent.approvals SET status = $3, decided_at = $4, decided_by = $5, reason = $6
            WHERE tenant = $1 AND id = $2 AND conversation_id = $7 AND status = 'pending' AND (expires_at IS NULL OR expires_at > $4)
            """,
            Text(key.Tenant), Text(decision.ApprovalId), Text(StatusOf(decision.Approved)), Value(decision.DecidedAt.UtcDateTime), Text(decision.DecidedBy),
            Text(decision.Reason), Text(key.Id));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>The turn that an idempotency key began, and the payload it came with.</summary>
    public async Task<StoredInput?> FindInputAsync(ConversationKey key, string idempotencyKey, CancellationToken cancellationToken)
    {
        await using var command = Create(
            "SELECT number, kind, payload FROM agent.inbox WHERE tenant = $1 AND conversation_id = $2 AND idempotency_key = $3",
            Text(key.Tenant), Text(key.Id), Text(idempotencyKey));
        return await ReadInputAsync(command, cancellationToken);
    }

    public async Task<StoredInput?> ReadInputAsync(ConversationKey key, int number, CancellationToken cancellationToken)
    {
        await using var command = Create(Sql.ReadInput, Text(key.Tenant), Text(key.Id), Value(number));
        return await ReadInputAsync(command, cancellationToken);
    }

    /// <summary>Loads a conversation again under a claim this process made before.</summary>
    /// <returns>Null when another one has taken it over.</returns>
    public async Task<ClaimedConversation?> ReloadAsync(Claim claim, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Command(Sql.Keep, Text(claim.Key.Tenant), Text(claim.Key.Id), Text(claim.Token), Value(options.Lease)));
        batch.BatchCommands.Add(LoadCommand(claim.Key));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || reader.GetInt64(1) != claim.Epoch)
        {
            return null;
        }

        var head = new ConversationHead(reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetInt32(0));
        await reader.NextResultAsync(cancellationToken);
        return new(claim, head, await ReadCheckpointsAsync(reader, cancellationToken), null);
    }

    /// <summary>Commits a draft in one round trip.</summary>
    /// <param name="claim">The claim it is made under.</param>
    /// <param name="memory">The conversation after the draft's last superstep.</param>
    /// <param name="draft">The draft, closed.</param>
    /// <param name="endsWith">The conversation's status, when the turn ends here.</param>
    /// <param name="cancellationToken">Cancels the wait; the commit may have happened all the same.</param>
    /// <returns>The number of inputs accepted so far; null when another replica owns the conversation now, and nothing was written.</returns>
    public async Task<int?> CommitAsync(
        Claim claim, ConversationMemory memory, CheckpointDraft draft, ConversationStatus? endsWith, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(SqlOf(draft, endsWith));
        var parameters = command.Parameters;
        parameters.Add(Text(claim.Key.Tenant));
        parameters.Add(Text(claim.Key.Id));
        parameters.Add(Value(claim.Epoch));
        parameters.Add(Value(draft.Number));
        parameters.Add(Value(memory.Turn));
        parameters.Add(Value(endsWith is not null));
        parameters.Add(Value(memory.LastSuperstep));
        parameters.Add(Value(memory.LastEvent));
        parameters.Add(new NpgsqlParameter<int[]> { TypedValue = memory.Needs(draft.Number) });
        parameters.Add(Json(draft.EventsJson));
        parameters.Add(Json(draft.BodyJson));
        if (endsWith is { } status)
        {
            parameters.Add(Text(StoredEnum.Name(status)));
            parameters.Add(Value(options.Lease));
            parameters.Add(Value(memory.Progress.InputTokens));
            parameters.Add(Value(memory.Progress.CachedInputTokens));
            parameters.Add(Value(memory.Progress.OutputTokens));
            parameters.Add(Value(memory.Progress.ToolCalls));
        }

        if (draft.Approvals.Count > 0)
        {
            parameters.Add(Json(JsonSerializer.SerializeToUtf8Bytes(draft.Approvals, StoredJson.Options)));
        }

        return (int?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Ends a conversation from outside: a new epoch, so that nobody commits to it any more, and an event that says so.</summary>
    /// <returns>False when there is none, or it has ended.</returns>
    public async Task<bool> CancelAsync(ConversationKey key, string cancelledBy, CancellationToken cancellationToken)
    {
        var failure = JsonSerializer.SerializeToUtf8Bytes(
            new TurnFailed("", TurnFailures.Cancelled, TurnFailures.Message(TurnFailures.Cancelled)), StoredJson.Options);
        while (true)
        {
            await using var command = Create(Sql.Cancel, Text(key.Tenant), Text(key.Id), Text(cancelledBy), Json(failure));
            try
            {
                return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
            }
            catch (PostgresException conflict) when (conflict.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // The owner committed a checkpoint at the same instant: its number is taken, the next one is free.
            }
        }
    }

    /// <summary>Renews leases.</summary>
    /// <returns>The tokens of the claims that still hold.</returns>
    public async Task<HashSet<string>> RenewAsync(IReadOnlyCollection<Claim> claims, CancellationToken cancellationToken)
    {
        await using var command = Create(
            Sql.Renew, Value(options.Lease), Texts(claims.Select(claim => claim.Token)), Texts(claims.Select(claim => claim.Key.Tenant)),
            Texts(claims.Select(claim => claim.Key.Id)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var held = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            held.Add(reader.GetString(0));
        }

        return held;
    }

    /// <summary>Claims abandoned conversations.</summary>
    /// <param name="limit">At most this many.</param>
    /// <param name="evenAlive">True to take those too whose lease has not lapsed, unless it is this process's own.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<Claim>> RescueAsync(int limit, bool evenAlive, CancellationToken cancellationToken)
    {
        await using var command = Create(Sql.Rescue, Text(NextToken() + "/"), Value(options.Lease), Value(limit), Value(evenAlive), Text(_replica));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var claims = new List<Claim>();
        while (await reader.ReadAsync(cancellationToken))
        {
            claims.Add(new(new(reader.GetString(0), reader.GetString(1)), reader.GetString(2), reader.GetInt64(3)));
        }

        return claims;
    }

    /// <summary>Lets a conversation go, unless an input came after <paramref name="turn"/>.</summary>
    /// <returns>False when one did, or the claim is lost.</returns>
    public async Task<bool> ReleaseAsync(Claim claim, int turn, CancellationToken cancellationToken)
    {
        await using var command = Create(Sql.Release, Text(claim.Key.Tenant), Text(claim.Key.Id), Text(claim.Token), Value(turn));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task HandOverAsync(Claim claim, CancellationToken cancellationToken)
    {
        await using var command = Create(Sql.HandOver, Text(claim.Key.Tenant), Text(claim.Key.Id), Text(claim.Token));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string SqlOf(CheckpointDraft draft, ConversationStatus? endsWith) => (draft.Approvals.Count, endsWith) switch
    {
        (0, null) => Sql.Commit,
        (0, _) => Sql.CommitEnd,
        (_, null) => Sql.CommitWithApprovals,
        _ => Sql.CommitEndWithApprovals,
    };

    private static string StatusOf(bool approved) => StoredEnum.Name(approved ? ApprovalStatus.Approved : ApprovalStatus.Denied);

    private static async Task<AcceptedInput?> ReadAcceptedAsync(
        NpgsqlDataReader reader, string tenant, string id, string token, string kind, byte[] payload, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var number = reader.GetInt32(0);
        var acceptance = new Acceptance(AcceptanceOutcome.Accepted, number, reader.GetInt64(1));
        if (reader.GetString(2) != token)
        {
            // Read to the end all the same: an error of the commit shows there, and only then is the input accepted.
            await reader.CloseAsync();
            return new(acceptance, null);
        }

        var claim = new Claim(new(tenant, id), token, reader.GetInt64(3));
        var head = new ConversationHead(reader.GetString(4), reader.GetString(5), reader.GetString(6), reader.GetString(7), number);
        await reader.NextResultAsync(cancellationToken);
        var checkpoints = await ReadCheckpointsAsync(reader, cancellationToken);
        await reader.CloseAsync();
        return new(acceptance, new(claim, head, checkpoints, new(number, kind, payload)));
    }

    private static async Task<List<StoredCheckpoint>> ReadCheckpointsAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        var checkpoints = new List<StoredCheckpoint>();
        while (await reader.ReadAsync(cancellationToken))
        {
            checkpoints.Add(new(
                reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetBoolean(3), reader.GetInt64(4), reader.GetFieldValue<byte[]>(5)));
        }

        return checkpoints;
    }

    private static async Task<StoredInput?> ReadInputAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.GetInt32(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)) : null;
    }

    private static NpgsqlBatchCommand LoadCommand(ConversationKey key) => Command(Sql.Load, Text(key.Tenant), Text(key.Id));

    private string NextToken() => string.Create(CultureInfo.InvariantCulture, $"{_replica}/{Interlocked.Increment(ref _claims)}");

    private NpgsqlCommand Create(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static NpgsqlParameter Text(string? value) => value is null
        ? new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = DBNull.Value }
        : new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text, TypedValue = value };

    private static NpgsqlParameter<T> Value<T>(T value) where T : struct => new() { TypedValue = value };

    private static NpgsqlParameter<string[]> Texts(IEnumerable<string> values) => new() { TypedValue = [.. values] };

    private static NpgsqlParameter<ReadOnlyMemory<byte>> Json(ReadOnlyMemory<byte> value) => new() { NpgsqlDbType = NpgsqlDbType.Json, TypedValue = value };
}
