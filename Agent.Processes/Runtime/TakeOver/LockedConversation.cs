using Agent.Processes.Persistence;
using Agent.Processes.Persistence.Tenancy;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Runtime.Storage;
using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Runtime.TakeOver;

/// <summary>
/// A conversation whose row is locked by a transaction: every commit of an owner waits for its end, and then finds another epoch. So what is appended here
/// follows everything that was committed before, and nothing of a former owner follows it.
/// </summary>
internal sealed class LockedConversation : IAsyncDisposable
{
    private readonly TenantTransaction _transaction;
    private readonly List<AppendedTurn> _appended = [];

    private LockedConversation(TenantTransaction transaction, ConversationKey key) => (_transaction, Key) = (transaction, key);

    public ConversationKey Key { get; }

    public ConversationStatus Status { get; private set; }

    public long Epoch { get; private set; }

    /// <summary>The number of inputs accepted.</summary>
    public int LastInput { get; private set; }

    public string? ClaimedBy { get; private set; }

    /// <summary>As of the last checkpoint, without the steps' states.</summary>
    public ConversationMemory Memory { get; private set; } = null!;

    /// <summary>What was appended: to be shown once it is committed.</summary>
    public IReadOnlyList<AppendedTurn> Appended => _appended;

    /// <returns>Null when there is no such conversation.</returns>
    public static async Task<LockedConversation?> OpenAsync(TenantDatabase database, ConversationKey key, CancellationToken cancellationToken)
    {
        LockedConversation locked = new(await database.BeginAsync(key.Tenant, cancellationToken), key);
        try
        {
            if (await locked.ReadAsync(cancellationToken))
            {
                return locked;
            }
        }
        catch (Exception)
        {
            // Whatever went wrong, nobody else will give the connection and its lock back.
            await locked.DisposeAsync();
            throw;
        }

        await locked.DisposeAsync();
        return null;
    }

    /// <summary>Appends a superstep in which nothing ran: something that was done from outside.</summary>
    /// <param name="turn">Its turn, which is over after it.</param>
    /// <param name="epoch">The epoch that holds from now on.</param>
    /// <param name="events">What it puts on the stream.</param>
    /// <param name="clock">The time of the events.</param>
    /// <param name="requestId">The request that did it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The superstep.</returns>
    public async Task<int> AppendAsync(
        int turn, long epoch, IReadOnlyList<(string Type, object Data)> events, TimeProvider clock, string? requestId, CancellationToken cancellationToken)
    {
        (Memory.Turn, Memory.IsBetweenTurns) = (turn, true);
        // What the conversation waited for is off the table as soon as a person has it.
        Memory.Progress = Memory.Progress.Next(Memory.LastSuperstep + 1) with { Waiting = null, RequestId = requestId };
        using var draft = new CheckpointDraft();
        using var writer = new SuperstepWriter(Memory, draft, clock);
        draft.Open(Memory.LastSuperstep + 1);
        writer.WriteBareSuperstep(error: null, isFromOutside: true);
        foreach (var (type, data) in events)
        {
            writer.WriteEvent(Memory.LastSuperstep, type, data);
        }

        draft.Close(Memory.Progress, StoredJson.Options);
        await ExecuteAsync(
            TakeOverSql.Append, cancellationToken, Value(draft.Number), Value(turn), Value(epoch), Value(Memory.LastEvent),
            new NpgsqlParameter<int[]> { TypedValue = Memory.Needs(draft.Number) }, Json(draft.EventsJson), Json(draft.BodyJson));
        _appended.Add(new(turn, draft.EventsJson.ToArray()));
        return draft.Number;
    }

    /// <summary>Runs a statement whose first two parameters are the tenant and the conversation.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] more)
    {
        await using var command = CommandOf(sql, more);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads rows; the first two parameters are the tenant and the conversation.</summary>
    public async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] more)
    {
        await using var command = CommandOf(sql, more);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    public ValueTask DisposeAsync() => _transaction.DisposeAsync();

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        await using var batch = _transaction.Batch();
        batch.Add(Of(TakeOverSql.Lock, Text(Key.Tenant), Text(Key.Id)));
        // A statement of its own: it sees what was committed before the lock was given.
        batch.Add(StoredCheckpoints.LoadCommand(Key));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return false;
        }

        Status = StoredEnum.Parse<ConversationStatus>(reader.GetString(0));
        (Epoch, LastInput) = (reader.GetInt64(1), reader.GetInt32(2));
        ClaimedBy = await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3);
        await reader.NextResultAsync(cancellationToken);
        Memory = ConversationLoader.LoadWithoutStates(await StoredCheckpoints.ReadAsync(reader, cancellationToken));
        return true;
    }

    private TenantBatch CommandOf(string sql, NpgsqlParameter[] more) => _transaction.Batch(sql, [Text(Key.Tenant), Text(Key.Id), .. more]);
}
