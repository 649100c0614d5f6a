using Agent.Host.Database;
using Agent.Host.Teams.Outgoing.Streaming;
using Agent.Host.Teams.Storage;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Outgoing;

/// <summary>
/// Brings answers to where they were asked for: waits for the turns that messages became, and, where a person is to decide something, for the turn that follows.
/// </summary>
internal sealed class AnswerWatcher(
    ChatStore chats, OutboxStore outbox, Answers answers, IConversations conversations, AnswerStreams streams, TeamsSignal signal, IOptions<TeamsOptions> options, TimeProvider clock,
    ILogger<AnswerWatcher> logger) : TeamsWorker(signal, options, clock, logger)
{
    private const int AtOnce = 64;

    /// <summary>Less than a chat is held for, so that nobody else looks meanwhile.</summary>
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_unsure = TimeSpan.FromSeconds(3);
    private readonly HashSet<Task> _waiting = [];

    protected override async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        _waiting.RemoveWhere(task => task.IsCompleted);
        var taken = _waiting.Count >= 10 * AtOnce ? [] : await chats.TakeWatchedAsync(AtOnce, cancellationToken);
        foreach (var chat in taken)
            _waiting.Add(WatchAsync(chat, cancellationToken)); // many may wait at once: each is one who waits, and nothing more
        return taken.Count == AtOnce;
    }

    private async Task WatchAsync(Chat chat, CancellationToken cancellationToken)
    {
        TenantWall.Enter(chat.Tenant);
        try
        {
            if (await FollowAsync(chat, cancellationToken) is not var (ended, shown))
            {
                await chats.LookLaterAsync(chat, s_betweenLooks, cancellationToken);
                return;
            }

            await outbox.AnswerAsync(chat, answers.Of(chat, ended, shown), ended.PendingApproval is not null, s_betweenLooks, cancellationToken);
            Signal.Give();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && StorageFault.IsTransient(exception))
        {
            // It is looked for again when the chat is no longer held.
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await chats.LookLaterAsync(chat, s_unsure, CancellationToken.None); // another replica goes on
        }
    }

    /// <returns>The turn, ended, and what was shown of its answer; null when nothing has begun that could end.</returns>
    private async Task<(TurnView Ended, ShownAnswer Shown)?> FollowAsync(Chat chat, CancellationToken cancellationToken)
    {
        var (turn, key) = (chat.WatchedTurn!.Value, new ConversationKey(chat.Tenant, chat.ConversationId ?? ""));
        if (turn > chat.LastTurn)
            return await conversations.WaitAsync(key, turn, TimeSpan.Zero, cancellationToken) is { } there ? (there, ShownAnswer.Nothing) : null;
        using var complete = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Whoever went before has begun to show it, and died: it is only ended.
        var isBegun = chat.StreamTurn == turn;
        var showing = chat.IsPersonal && !isBegun && Settings.StreamTime > TimeSpan.Zero
            ? streams.ShowAsync(chat, turn, complete.Token) : Task.FromResult(new ShownAnswer(isBegun ? chat.StreamId : null, null));
        try
        {
            TurnView? ended;
            while ((ended = await conversations.WaitAsync(key, turn, s_wait, cancellationToken)) is null)
            {
                if (!await chats.HoldAsync(chat, cancellationToken))
                    return null; // the person has begun something new
            }

            await complete.CancelAsync();
            return (ended, await showing);
        }
        finally
        {
            await complete.CancelAsync();
            await ((Task)showing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
