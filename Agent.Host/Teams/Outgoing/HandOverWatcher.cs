using System.Collections.Concurrent;
using System.Text.Json;
using Agent.Host.Database;
using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Storage;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Outgoing;

/// <summary>
/// Brings what a person writes in the agent's place. It follows each conversation that a person has, or had a moment ago, and reads it from its beginning: what was sent before has
/// its key in the outbox, so nothing comes twice, whichever replica dies when.
/// </summary>
internal sealed partial class HandOverWatcher(
    ITakeOvers takeOvers, IConversations conversations, ChatStore chats, OutboxStore outbox, TeamsSignal signal, IOptions<TeamsOptions> options, TimeProvider clock,
    ILogger<HandOverWatcher> logger) : TeamsWorker(signal, options, clock, logger)
{
    private const string Operator = "operator";

    /// <summary>How long after a person has handed it back a conversation is looked into: for what they wrote last, while no replica was there.</summary>
    private static readonly TimeSpan s_afterwards = TimeSpan.FromHours(1);

    /// <summary>The database keeps microseconds.</summary>
    private static readonly TimeSpan s_rounding = TimeSpan.FromMilliseconds(1);

    private readonly ConcurrentDictionary<(ConversationKey Key, DateTimeOffset ClaimedAt), Task> _followed = new();
    private readonly TimeProvider _clock = clock;

    protected override async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var recent = await takeOvers.ListRecentAsync(_clock.GetUtcNow() - s_afterwards, cancellationToken);
        foreach (var gone in _followed.Keys.Except(recent.Select(one => (one.Key, one.ClaimedAt))).ToList())
        {
            if (_followed[gone].IsCompleted)
                _followed.TryRemove(gone, out _);
        }

        foreach (var one in recent.Where(one => !_followed.ContainsKey((one.Key, one.ClaimedAt))))
        {
            if (await chats.FindByConversationAsync(one.Key, cancellationToken) is { } chat)
                _followed[(one.Key, one.ClaimedAt)] = FollowAsync(chat, one, cancellationToken);
        }

        return false;
    }

    private async Task FollowAsync(Chat chat, RecentTakeOver takeOver, CancellationToken cancellationToken)
    {
        TenantWall.Enter(chat.Tenant);
        try
        {
            await foreach (var happened in conversations.ReadEventsAsync(takeOver.Key, 0, cancellationToken: cancellationToken))
            {
                if (happened.At < takeOver.ClaimedAt - s_rounding)
                    continue; // of another time, long ago
                if (await BringAsync(chat, happened, cancellationToken))
                    Signal.Give();
                if (happened.Type == ConversationEvents.ConversationReleased)
                    return;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogLost(exception, takeOver.Key.Id);
            _followed.TryRemove((takeOver.Key, takeOver.ClaimedAt), out _); // the next look begins again
        }
    }

    /// <returns>True when there was something to bring.</returns>
    private async Task<bool> BringAsync(Chat chat, ConversationEvent happened, CancellationToken cancellationToken)
    {
        var texts = TeamsTexts.For(chat.Locale);
        var text = happened.Type switch
        {
            ConversationEvents.MessageCompleted when Text(happened, "author") == Operator => Text(happened, "text"),
            // Whose message was interrupted is told by its end.
            ConversationEvents.ConversationClaimed when Text(happened, "interrupted") is null => texts.TakenOver,
            ConversationEvents.ConversationReleased => texts.HandedBack,
            _ => null,
        };
        if (string.IsNullOrEmpty(text))
            return false;
        foreach (var (part, number) in Activities.Split(text).Select((part, number) => (part, number)))
            await outbox.AddAsync(chat, new($"person:{chat.ConversationId}:{happened.Number}:{number}", Activities.Text(part)), cancellationToken);
        return true;
    }

    private static string? Text(ConversationEvent happened, string name) =>
        happened.Data.ValueKind == JsonValueKind.Object && happened.Data.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    [LoggerMessage(EventId = 1571, Level = LogLevel.Warning, Message = "Conversation {Conversation}, which a person has, cannot be followed; it is tried again")]
    private partial void LogLost(Exception exception, string conversation);
}
