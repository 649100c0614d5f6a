using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Storage;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Outgoing;

/// <summary>
/// Brings answers to where they were asked for: waits for the turns that messages became, and, where a person is to decide something, for the turn that follows.
/// </summary>
internal sealed class AnswerWatcher(
    ChatStore chats, OutboxStore outbox, IConversations conversations, TeamsSignal signal, IOptions<TeamsOptions> options, TimeProvider clock, ILogger<AnswerWatcher> logger)
    : TeamsWorker(signal, options, clock, logger)
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
        try
        {
            var (turn, isKnown) = (chat.WatchedTurn!.Value, chat.WatchedTurn <= chat.LastTurn);
            var key = new ConversationKey(chat.Tenant, chat.ConversationId ?? "");
            if (await conversations.WaitAsync(key, turn, isKnown ? s_wait : TimeSpan.Zero, cancellationToken) is not { } ended)
            {
                await chats.LookLaterAsync(chat, isKnown ? TimeSpan.Zero : s_betweenLooks, cancellationToken);
                return;
            }

            await outbox.AnswerAsync(chat, Answer(chat, ended), ended.PendingApproval is not null, s_betweenLooks, cancellationToken);
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

    private static IEnumerable<OutgoingMessage> Answer(Chat chat, TurnView ended)
    {
        var turn = $"{chat.ConversationId}:{ended.TurnId}";
        var text = ended.Reply is { Length: > 0 } reply ? reply : ended.Failure?.Message;
        foreach (var (part, number) in Activities.Split(text ?? "").Select((part, number) => (part, number)).Where(part => part.part.Length > 0))
            yield return new($"answer:{turn}:{number}", Activities.Text(part));
        // Text and card apart: Teams cuts one that is both in two, and then nobody knows the card's id.
        if (ended.PendingApproval is { Approver: "customer" } asked)
            yield return ApprovalCards.Make(chat, asked, "");
    }
}
