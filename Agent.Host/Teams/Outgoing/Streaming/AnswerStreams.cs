using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Storage;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Outgoing.Streaming;

/// <summary>
/// Shows an answer in a one-to-one chat while it is written. It is a preview, and nothing depends on it: the answer itself goes through the outbox, as the end of the stream where
/// there still is one.
/// </summary>
internal sealed partial class AnswerStreams(
    IConversations conversations, ChatStore chats, OutboxStore outbox, ConnectorClient connector, SendPace pace, IOptions<TeamsOptions> options, TimeProvider clock,
    ILogger<AnswerStreams> logger)
{
    /// <summary>Shorter than the first part of an answer that is cut: a stream must end with what it showed.</summary>
    private const int LongestShown = 9_000;

    /// <summary>Shows an answer until it is complete.</summary>
    /// <param name="chat">The chat, held by the caller.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="complete">Cancelled when the turn has ended.</param>
    /// <returns>What was shown. Never throws because of the connector.</returns>
    public async Task<ShownAnswer> ShowAsync(Chat chat, int turn, CancellationToken complete)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(complete);
        var text = new LiveText();
        var reading = ReadAsync(new(chat.Tenant, chat.ConversationId!), chat.LastEvent, turn, text, done.Token);
        var stream = new OpenStream();
        try
        {
            // What is answered at once needs no stream, and only one may be open in a chat: what was said before goes first.
            do
                await Task.Delay(options.Value.StreamInterval, clock, complete);
            while (await outbox.HasWaitingAsync(chat, complete));
            var began = clock.GetTimestamp();
            while (clock.GetElapsedTime(began) < options.Value.StreamTime && await SendAsync(chat, stream, text.Text) is { } pause)
                await Task.Delay(pause, clock, complete);
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, complete);
        }
        catch (OperationCanceledException) when (complete.IsCancellationRequested)
        {
        }
        catch (Exception exception) when (StorageFault.IsTransient(exception))
        {
            LogCut(chat.Id, exception.Message);
        }
        finally
        {
            await done.CancelAsync();
            await reading;
        }

        return stream.IsCut ? ShownAnswer.Nothing : new(stream.Id, stream.Shown);
    }

    /// <returns>How long to wait for the next piece; null when there will be none.</returns>
    private async Task<TimeSpan?> SendAsync(Chat chat, OpenStream stream, string text)
    {
        var interval = options.Value.StreamInterval;
        if (text.Length > LongestShown || (stream.Id is not null && !stream.IsUnsure && text == (stream.Shown ?? "")) || !pace.TryTake(chat))
            return interval;
        stream.Sequence = stream.Id is null ? 1 : stream.Sequence + 1;
        // A piece under way is not broken off: behind an end that overtook it, it would be refused.
        var outcome = await connector.SendAsync(chat, StreamInfo.Piece(
            text.Length > 0 ? text : TeamsTexts.For(chat.Locale).Working, text.Length == 0, stream.Sequence, stream.Id), replaces: null, CancellationToken.None);
        switch (outcome.Kind)
        {
            case SendKind.Later:
                // It may have arrived all the same: an end must begin with it, and the next piece is due whatever is written until then.
                (stream.Shown, stream.IsUnsure) = (text.Length > 0 ? text : stream.Shown, true);
                return outcome.After is { } after && after > interval ? after : interval;
            case SendKind.Sent when stream.Id is not null || outcome.Id is not null:
                (stream.Shown, stream.IsUnsure) = (text.Length > 0 ? text : stream.Shown, false);
                if (stream.Id is not null)
                    return interval;
                stream.Id = outcome.Id;
                await chats.BeginStreamAsync(chat, outcome.Id!, CancellationToken.None);
                return interval;
            default:
                LogCut(chat.Id, outcome.Reason);
                stream.IsCut = true;
                return null;
        }
    }

    private async Task ReadAsync(ConversationKey key, long after, int turn, LiveText text, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var happened in conversations.ReadEventsAsync(key, after, turn, cancellationToken))
            {
                if (happened.Turn == turn)
                    text.Take(happened);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnread(exception, key.Id); // the answer comes all the same
        }
    }

    [LoggerMessage(EventId = 1551, Level = LogLevel.Information, Message = "Chat {Chat} shows no more of the answer before it is complete: {Reason}")]
    private partial void LogCut(string chat, string? reason);

    [LoggerMessage(EventId = 1552, Level = LogLevel.Warning, Message = "Conversation {Conversation} cannot be followed; its answer comes in one message")]
    private partial void LogUnread(Exception exception, string conversation);

    private sealed class OpenStream
    {
        public string? Id { get; set; }

        public string? Shown { get; set; }

        public int Sequence { get; set; }

        public bool IsUnsure { get; set; }

        public bool IsCut { get; set; }
    }
}
