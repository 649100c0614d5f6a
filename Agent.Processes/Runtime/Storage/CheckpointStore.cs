using System.Text.Json;
using Agent.Processes.Persistence;
using Agent.Processes.Persistence.Tenancy;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Runtime.Storage.Payloads;
using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Writes checkpoints, and ends conversations from outside.</summary>
internal sealed class CheckpointStore(TenantDatabase database, RuntimeOptions options)
{
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
        var documents = PayloadCodec.Take(draft.EventsJson, draft.BodyJson);
        await using var batch = database.For(claim.Key.Tenant);
        var commit = Of(CheckpointSql.Commit(endsWith is not null, endsWith is ConversationStatus.Completed, draft.Approvals.Count > 0, documents.Taken is not null));
        var parameters = commit.Parameters;
        parameters.Add(Text(claim.Key.Tenant));
        parameters.Add(Text(claim.Key.Id));
        parameters.Add(Value(claim.Epoch));
        parameters.Add(Value(draft.Number));
        parameters.Add(Value(memory.Turn));
        parameters.Add(Value(endsWith is not null));
        parameters.Add(Value(memory.LastSuperstep));
        parameters.Add(Value(memory.LastEvent));
        parameters.Add(new NpgsqlParameter<int[]> { TypedValue = memory.Needs(draft.Number) });
        parameters.Add(Json(documents.Events));
        parameters.Add(Json(documents.Body));
        if (endsWith is { } status)
        {
            parameters.Add(Text(StoredEnum.Name(status)));
            parameters.Add(Value(options.Lease));
            parameters.Add(Value(memory.Progress.InputTokens));
            parameters.Add(Value(memory.Progress.CachedInputTokens));
            parameters.Add(Value(memory.Progress.OutputTokens));
            parameters.Add(Value(memory.Progress.ToolCalls));
            parameters.Add(Value(memory.Progress.CostUsd));
            parameters.Add(Value(memory.Progress.UnpricedCalls));
            parameters.Add(Value(memory.Progress.From));
        }

        if (draft.Approvals.Count > 0)
        {
            parameters.Add(Json(JsonSerializer.SerializeToUtf8Bytes(draft.Approvals, StoredJson.Options)));
        }

        if (documents.Taken is { } taken)
        {
            parameters.Add(new NpgsqlParameter<int[]> { TypedValue = taken.Places });
            parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = taken.Hashes });
            parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = taken.Texts });
        }

        batch.Add(commit);
        return (int?)await batch.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Ends a conversation from outside: a new epoch, so that nobody commits to it any more, and an event that says so.</summary>
    /// <returns>False when there is none, or it has ended.</returns>
    public async Task<bool> CancelAsync(ConversationKey key, string cancelledBy, CancellationToken cancellationToken)
    {
        var failure = JsonSerializer.SerializeToUtf8Bytes(
            new TurnFailed("", TurnFailures.Cancelled, TurnFailures.Message(TurnFailures.Cancelled)), StoredJson.Options);
        while (true)
        {
            await using var command = database.For(key.Tenant, CheckpointSql.Cancel, Text(key.Tenant), Text(key.Id), Text(cancelledBy), Json(failure), Text(RequestOrigin.Id));
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
}
