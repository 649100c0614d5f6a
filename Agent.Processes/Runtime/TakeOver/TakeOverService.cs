using System.Text.Json;
using Agent.Processes.Persistence;
using Agent.Processes.Persistence.Tenancy;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Runtime.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Runtime.TakeOver;

/// <summary>
/// Gives conversations to people and back. Each act is one transaction that holds the conversation's row; the claim makes a new epoch, so a turn that runs
/// elsewhere cannot commit any more, however long it has been thinking.
/// </summary>
internal sealed partial class TakeOverService(
    TenantDatabase database, StorageRetry retry, RunningConversations running, ConversationHub hub, WorkSignal signal,
    IDbContextFactory<AgentDbContext> contexts, TimeProvider clock, ILogger<TakeOverService> logger) : ITakeOvers
{
    private const string Operator = "operator";
    private const string WithdrawnBecause = "a person has taken the conversation over";
    private const int MostMessages = 50;
    private readonly TimeProvider _real = StepClock.RealOf(clock);

    public async Task<TakeOverOutcome?> ClaimAsync(ConversationKey key, string person, string? reason, CancellationToken cancellationToken = default)
    {
        await using var locked = await OpenAsync(key, cancellationToken);
        if (locked is null)
        {
            return null;
        }

        if (locked.Status is ConversationStatus.Completed or ConversationStatus.Cancelled)
        {
            return new(TakeOverResult.Ended);
        }

        if (locked.Status is ConversationStatus.Claimed)
        {
            return new(locked.ClaimedBy == person ? TakeOverResult.Done : TakeOverResult.ClaimedByAnother, locked.ClaimedBy);
        }

        var (now, memory) = (_real.GetUtcNow(), locked.Memory);
        var used = memory.IsBetweenTurns ? new TurnProgress() : memory.Progress;
        if (!memory.IsBetweenTurns)
        {
            await locked.ExecuteAsync(TakeOverSql.NoteUsage, cancellationToken, Value(memory.Turn), Value(used.From), Value(memory.LastSuperstep));
        }

        var isInterrupted = !memory.IsBetweenTurns || memory.Turn < locked.LastInput;
        var epoch = locked.Epoch + 1;
        var superstep = await locked.AppendAsync(
            isInterrupted ? locked.LastInput : memory.Turn, epoch, await EndOfAgentAsync(locked, isInterrupted, person, now, cancellationToken), _real, RequestOrigin.Id, cancellationToken);
        await locked.ExecuteAsync(
            TakeOverSql.Claim, cancellationToken, Text(person), Value(epoch), Value(memory.LastEvent), Value(isInterrupted ? 1 : 0),
            Value(used.InputTokens), Value(used.CachedInputTokens), Value(used.OutputTokens), Value(used.ToolCalls),
            Value(used.CostUsd), Value(used.UnpricedCalls));
        await locked.ExecuteAsync(TakeOverSql.Note, cancellationToken, Value(superstep), Text(person), Value(now.UtcDateTime), Text(reason));
        await locked.ExecuteAsync(TakeOverSql.TellEverybody, cancellationToken);
        await locked.CommitAsync(cancellationToken);
        running.Drop(key);
        Show(locked);
        LogClaimed(key.Id, person, epoch);
        return new(TakeOverResult.Done, person);
    }

    public async Task<TakeOverOutcome?> WriteAsync(ConversationKey key, string person, string text, CancellationToken cancellationToken = default)
    {
        await using var locked = await OpenAsync(key, cancellationToken);
        if (locked is null)
        {
            return null;
        }

        if (Refusal(locked, person) is { Result: not TakeOverResult.Done } refusal)
        {
            return refusal;
        }

        var turns = await NoteInputsAsync(locked, cancellationToken);
        await locked.AppendAsync(
            locked.Memory.Turn, locked.Epoch, [(ConversationEvents.MessageCompleted, new MessageCompleted(text, Operator))], _real, RequestOrigin.Id, cancellationToken);
        await AdvanceAsync(locked, turns, cancellationToken);
        await locked.CommitAsync(cancellationToken);
        Show(locked);
        var written = StoredEvents.Read(locked.Appended[^1].Events, locked.Memory.Turn).Single();
        return new(TakeOverResult.Done, person, new(Operator, text, written.At, TurnIds.Format(written.Turn)));
    }

    public async Task<TakeOverOutcome?> ReleaseAsync(ConversationKey key, string person, string? note, CancellationToken cancellationToken = default)
    {
        await using var locked = await OpenAsync(key, cancellationToken);
        if (locked is null || locked.Status is not ConversationStatus.Claimed)
        {
            return locked is null ? null : Refusal(locked, person);
        }

        // What came in and was not noted yet has been seen by nobody: it stays behind this checkpoint, and the agent answers it.
        var back = new HandedBack { By = person, Note = note, Messages = await ReadMessagesAsync(locked, cancellationToken) };
        await locked.AppendAsync(
            locked.Memory.Turn, locked.Epoch, [(ConversationEvents.ConversationReleased, new ConversationReleased(person))], _real, RequestOrigin.Id, cancellationToken);
        await locked.ExecuteAsync(TakeOverSql.NoteRelease, cancellationToken, Text(person), Value(_real.GetUtcNow().UtcDateTime), Text(note));
        await locked.ExecuteAsync(
            TakeOverSql.Release, cancellationToken, Value(locked.Memory.LastEvent), Text(ConversationInputs.HandedBack),
            Json(JsonSerializer.SerializeToUtf8Bytes(back, StoredJson.Options)), Text(RequestOrigin.Id));
        await locked.CommitAsync(cancellationToken);
        Show(locked);
        signal.Announce();
        LogReleased(key.Id, person);
        return new(TakeOverResult.Done);
    }

    public async Task<IReadOnlyList<TakeOverView>> ListAsync(ConversationKey key, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.TakeOvers.AsNoTracking().Where(t => t.Tenant == key.Tenant && t.ConversationId == key.Id)
            .OrderBy(t => t.Superstep).ToListAsync(cancellationToken);
        return [.. found.Select(t => new TakeOverView(t.ClaimedBy, t.ClaimedAt, t.Reason, t.ReleasedBy, t.ReleasedAt, t.Note))];
    }

    public async Task<IReadOnlyList<RecentTakeOver>> ListRecentAsync(DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        List<RecentTakeOver> found = [];
        await using var command = database.Across(Sweep.TakeOversRecent, Value(since.UtcDateTime));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new(new(reader.GetString(0), reader.GetString(1)), reader.GetDateTime(2)));
        }

        return found;
    }

    /// <summary>Shows a customer's message, which was accepted, to whoever has the conversation, and ends its turn: nobody will work on it.</summary>
    public async Task NoteInputsAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        try
        {
            await using var locked = await OpenAsync(key, cancellationToken);
            if (locked is not { Status: ConversationStatus.Claimed })
            {
                return; // handed back meanwhile: the agent answers it
            }

            await AdvanceAsync(locked, await NoteInputsAsync(locked, cancellationToken), cancellationToken);
            await locked.CommitAsync(cancellationToken);
            Show(locked);
        }
        catch (Exception exception) when (StorageFault.IsTransient(exception))
        {
            LogNotShown(key.Id, exception.Message); // it is stored, and noted with whatever happens next
        }
    }

    private Task<LockedConversation?> OpenAsync(ConversationKey key, CancellationToken cancellationToken) =>
        retry.ExecuteAsync((_, attempt) => LockedConversation.OpenAsync(database, key, attempt), cancellationToken);

    private static TakeOverOutcome Refusal(LockedConversation locked, string person) => locked switch
    {
        { Status: ConversationStatus.Completed or ConversationStatus.Cancelled } => new(TakeOverResult.Ended),
        { Status: not ConversationStatus.Claimed } => new(TakeOverResult.NotClaimed),
        _ => new(locked.ClaimedBy == person ? TakeOverResult.Done : TakeOverResult.ClaimedByAnother, locked.ClaimedBy),
    };

    /// <summary>What ends with the claim: the turn under way and those that were to come, as one, and the open approvals.</summary>
    private static async Task<List<(string Type, object Data)>> EndOfAgentAsync(
        LockedConversation locked, bool isInterrupted, string person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var withdrawn = await locked.ReadAsync(
            TakeOverSql.WithdrawApprovals, reader => reader.GetString(0), cancellationToken, Text(person), Value(now.UtcDateTime), Text(WithdrawnBecause));
        var events = withdrawn.Select(approval => (ConversationEvents.ApprovalDecided, (object)new ApprovalDecided
        {
            ApprovalId = approval, Approved = false, Status = ApprovalStatus.Withdrawn, DecidedBy = person, DecidedAt = now, Reason = WithdrawnBecause,
        })).ToList();
        var turnId = isInterrupted ? TurnIds.Format(locked.LastInput) : null;
        if (turnId is not null)
        {
            events.Add((ConversationEvents.TurnFailed, new TurnFailed(turnId, TurnFailures.Claimed, TurnFailures.Message(TurnFailures.Claimed))));
        }

        events.Add((ConversationEvents.ConversationClaimed, new ConversationClaimed(person, turnId)));
        return events;
    }

    /// <returns>How many turns that ended.</returns>
    private async Task<int> NoteInputsAsync(LockedConversation locked, CancellationToken cancellationToken)
    {
        var inputs = await locked.ReadAsync(
            TakeOverSql.ReadInputs, reader => new StoredInput(reader.GetInt32(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.IsDBNull(3) ? null : reader.GetString(3)), cancellationToken,
            Value(locked.Memory.Turn));
        foreach (var input in inputs)
        {
            var (turnId, text) = (TurnIds.Format(input.Number), input.Kind == ConversationInputs.Message
                ? JsonSerializer.Deserialize<CustomerMessage>(input.Payload.Span, StoredJson.Options)?.Text : null);
            await locked.AppendAsync(
                input.Number, locked.Epoch,
                [
                    (ConversationEvents.TurnStarted, new TurnStarted(turnId, input.Kind, text)),
                    (ConversationEvents.TurnCompleted, new TurnCompleted(turnId, ConversationStatus.Claimed, null, null)),
                ], _real, input.RequestId, cancellationToken);
        }

        return inputs.Count;
    }

    private static Task<int> AdvanceAsync(LockedConversation locked, int turns, CancellationToken cancellationToken) =>
        locked.ExecuteAsync(TakeOverSql.Advance, cancellationToken, Value(locked.Memory.LastEvent), Value(turns));

    private static async Task<IReadOnlyList<string>> ReadMessagesAsync(LockedConversation locked, CancellationToken cancellationToken)
    {
        var events = await locked.ReadAsync(TakeOverSql.ReadEvents, reader => reader.GetString(0), cancellationToken);
        return [.. events.SelectMany(stored => StoredEvents.Read(stored, 0)).Where(happened => happened.Type == ConversationEvents.MessageCompleted)
            .Select(happened => happened.Data.Deserialize<MessageCompleted>(StoredJson.Options)!.Text).TakeLast(MostMessages)];
    }

    private void Show(LockedConversation locked)
    {
        foreach (var (turn, events) in locked.Appended)
        {
            hub.Publish(locked.Key, turn, events);
            if (StoredEvents.ReadEnd(events, turn) is { } end)
            {
                hub.End(locked.Key, turn, end);
            }
        }
    }

    [LoggerMessage(EventId = 1069, Level = LogLevel.Information, Message = "Conversation {Conversation} was taken over by {Person} (epoch {Epoch})")]
    private partial void LogClaimed(string conversation, string person, long epoch);

    [LoggerMessage(EventId = 1064, Level = LogLevel.Information, Message = "Conversation {Conversation} was handed back by {Person}")]
    private partial void LogReleased(string conversation, string person);

    [LoggerMessage(EventId = 1065, Level = LogLevel.Warning, Message = "What was written in conversation {Conversation} is stored but not shown yet: {Reason}")]
    private partial void LogNotShown(string conversation, string reason);
}
