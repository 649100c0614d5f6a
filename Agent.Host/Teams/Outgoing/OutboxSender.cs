using System.Text.Json.Nodes;
using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Outgoing.Streaming;
using Agent.Host.Teams.Storage;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Outgoing;

/// <summary>
/// Sends what is in the outbox: in order per chat, not faster than Teams allows, again where the connector asks for it. The protocol has no way to say that something
/// was sent before: a process that dies between the connector's answer and our note of it sends that one activity twice. Ends of streams are the exception: Teams takes one only.
/// </summary>
internal sealed partial class OutboxSender(
    OutboxStore outbox, ChatStore chats, ConnectorClient connector, SendPace pace, TeamsSignal signal, IOptions<TeamsOptions> options, TimeProvider clock,
    ILogger<OutboxSender> logger) : TeamsWorker(signal, options, clock, logger)
{
    private const int AtOnce = 64;
    private const int MostAttempts = 12;

    /// <summary>A message that is too large even with so little text is so for another reason.</summary>
    private const int SmallestPart = 500;

    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(5);
    private readonly HashSet<Task> _sending = [];

    protected override async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        _sending.RemoveWhere(task => task.IsCompleted);
        var room = AtOnce - _sending.Count;
        var due = room > 0 ? await outbox.TakeDueAsync(room, cancellationToken) : [];
        foreach (var outgoing in due)
            _sending.Add(SendAsync(outgoing, cancellationToken)); // a chat that is slow holds up no other
        return due.Count > 0 && due.Count == room;
    }

    private async Task SendAsync(DueOutgoing outgoing, CancellationToken cancellationToken)
    {
        try
        {
            if (outgoing.Chat.IsGone || (outgoing.Replaces && outgoing.SentId is null))
                await outbox.GiveUpAsync(outgoing, outgoing.Chat.IsGone ? "the person cannot be reached" : "the card never arrived", cancellationToken);
            else if (await pace.WaitAsync(outgoing.Chat, cancellationToken))
                await NoteAsync(outgoing, cancellationToken);
            else
                await outbox.PutOffAsync(outgoing, TimeSpan.FromSeconds(5), cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnnoted(exception, outgoing.Number, outgoing.Chat.Id); // it is taken again when it is no longer held
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Signal.Give(); // behind it there may be another one of its chat
    }

    private async Task NoteAsync(DueOutgoing outgoing, CancellationToken cancellationToken)
    {
        var message = JsonNode.Parse(outgoing.Body)!.AsObject();
        var (outcome, correction) = outgoing.StreamId is null
            ? (await connector.SendAsync(outgoing.Chat, message, outgoing.Replaces ? outgoing.SentId : null, cancellationToken), null)
            : await EndStreamAsync(outgoing, message, cancellationToken);
        switch (outcome.Kind)
        {
            case SendKind.Sent:
                await outbox.NoteSentAsync(outgoing, outgoing.Replaces ? null : outcome.Id, correction, cancellationToken);
                break;
            case SendKind.Later when outgoing.Attempts < MostAttempts:
                await outbox.PutOffAsync(outgoing, outcome.After ?? Pause(outgoing.Attempts), cancellationToken);
                break;
            case SendKind.TooLarge when !outgoing.Replaces && (string?)message["text"] is { Length: > SmallestPart } text:
                await SendPartAsync(outgoing, message, text, cancellationToken);
                break;
            case SendKind.Gone:
                LogGone(outgoing.Chat.Id, outcome.Reason);
                await chats.NoteGoneAsync(outgoing.Chat, cancellationToken);
                await outbox.GiveUpAsync(outgoing, "the person cannot be reached", cancellationToken);
                break;
            default:
                LogGivenUp(outgoing.Number, outgoing.Chat.Id, outgoing.Attempts, outcome.Reason);
                await outbox.GiveUpAsync(outgoing, outcome.Reason ?? "it was tried too often", cancellationToken);
                break;
        }
    }

    /// <summary>Ends a stream with its answer; where Teams takes that no more, the answer goes out by itself.</summary>
    private async Task<(SendOutcome Outcome, string? Correction)> EndStreamAsync(DueOutgoing outgoing, JsonObject message, CancellationToken cancellationToken)
    {
        var answer = (string)message["text"]!;
        var text = StreamInfo.Extend(outgoing.Shown, answer);
        var outcome = await connector.SendAsync(outgoing.Chat, StreamInfo.Final(message, outgoing.StreamId!, text), replaces: null, cancellationToken);
        switch (outcome.Kind)
        {
            case SendKind.Sent:
            // Only a second attempt can find its own end there: the answer to the first one was lost.
            case SendKind.StreamEnded when outgoing.Attempts > 1 && StreamInfo.IsCompleted(outcome.Reason):
                // The message is the stream's, whatever the connector calls its end.
                return (new(SendKind.Sent, outgoing.StreamId), text == answer ? null : outgoing.Body);
            case SendKind.StreamEnded or SendKind.Refused:
                LogStreamEnded(outgoing.Number, outgoing.Chat.Id, outcome.Reason);
                return (await connector.SendAsync(outgoing.Chat, message, replaces: null, cancellationToken), null);
            default:
                return (outcome, null);
        }
    }

    /// <summary>Sends the first part of what is too large; what is left goes out next.</summary>
    private async Task SendPartAsync(DueOutgoing outgoing, JsonObject message, string text, CancellationToken cancellationToken)
    {
        for (var most = text.Length / 2; ; most /= 2)
        {
            var first = Activities.Split(text, most).First();
            message["text"] = first;
            var outcome = await connector.SendAsync(outgoing.Chat, message, replaces: null, cancellationToken);
            if (outcome.Kind == SendKind.TooLarge && most > SmallestPart)
                continue;
            message["text"] = text[first.Length..].TrimStart();
            await (outcome.Kind switch
            {
                SendKind.Sent => outbox.NotePartAsync(outgoing, message.ToJsonString(), cancellationToken),
                SendKind.Later when outgoing.Attempts < MostAttempts => outbox.PutOffAsync(outgoing, outcome.After ?? Pause(outgoing.Attempts), cancellationToken),
                _ => outbox.GiveUpAsync(outgoing, outcome.Reason ?? "its parts were tried too often", cancellationToken),
            });
            return;
        }
    }

    private static TimeSpan Pause(int attempts)
    {
        var most = Math.Min(s_longestPause.TotalSeconds, Math.Pow(2, attempts - 1));
        return TimeSpan.FromSeconds(most * (0.5 + Random.Shared.NextDouble() / 2));
    }

    [LoggerMessage(EventId = 1501, Level = LogLevel.Information, Message = "Chat {Chat} takes no more messages: {Reason}")]
    private partial void LogGone(string chat, string? reason);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Error, Message = "Message {Number} to chat {Chat} was given up after {Attempts} attempts: {Reason}")]
    private partial void LogGivenUp(long number, string chat, int attempts, string? reason);

    [LoggerMessage(EventId = 1503, Level = LogLevel.Information, Message = "Message {Number} to chat {Chat} goes out by itself, its stream takes no end: {Reason}")]
    private partial void LogStreamEnded(long number, string chat, string? reason);

    [LoggerMessage(EventId = 1504, Level = LogLevel.Warning, Message = "What became of message {Number} to chat {Chat} could not be noted; it is tried again")]
    private partial void LogUnnoted(Exception exception, long number, string chat);
}
