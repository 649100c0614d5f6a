using System.Text.Json.Nodes;
using System.Threading.RateLimiting;
using Agent.Host.Teams.Storage;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Outgoing;

/// <summary>
/// Sends what is in the outbox: in order per chat, not faster than Teams allows, again where the connector asks for it. The protocol has no way to say that something
/// was sent before: a process that dies between the connector's answer and our note of it sends that one activity twice.
/// </summary>
internal sealed partial class OutboxSender(
    OutboxStore outbox, ChatStore chats, ConnectorClient connector, TeamsSignal signal, IOptions<TeamsOptions> options, TimeProvider clock, ILogger<OutboxSender> logger)
    : TeamsWorker(signal, options, clock, logger)
{
    private const int AtOnce = 32;
    private const int MostAttempts = 12;
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(5);

    // Teams: 7 in a second and 60 in half a minute per chat.
    private readonly PartitionedRateLimiter<string> _pace = PartitionedRateLimiter.Create<string, string>(chat => RateLimitPartition.GetTokenBucketLimiter(chat, _ => new()
    {
        TokenLimit = 6, TokensPerPeriod = 2, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 100, AutoReplenishment = true,
    }));

    public override void Dispose()
    {
        _pace.Dispose();
        base.Dispose();
    }

    protected override async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var due = await outbox.TakeDueAsync(AtOnce, cancellationToken);
        await Task.WhenAll(due.Select(outgoing => SendAsync(outgoing, cancellationToken)));
        return due.Count > 0; // behind each there may be another one of its chat
    }

    private async Task SendAsync(DueOutgoing outgoing, CancellationToken cancellationToken)
    {
        if (outgoing.Chat.IsGone || (outgoing.Replaces && outgoing.SentId is null))
        {
            await outbox.GiveUpAsync(outgoing, outgoing.Chat.IsGone ? "the person cannot be reached" : "the card never arrived", cancellationToken);
            return;
        }

        using var pass = await _pace.AcquireAsync($"{outgoing.Chat.Tenant} {outgoing.Chat.TeamsId}", 1, cancellationToken);
        if (!pass.IsAcquired)
        {
            await outbox.PutOffAsync(outgoing, TimeSpan.FromSeconds(5), cancellationToken);
            return;
        }

        var outcome = await connector.SendAsync(outgoing.Chat, JsonNode.Parse(outgoing.Body)!.AsObject(), outgoing.Replaces ? outgoing.SentId : null, cancellationToken);
        switch (outcome.Kind)
        {
            case SendKind.Sent:
                await outbox.NoteSentAsync(outgoing, outgoing.Replaces ? null : outcome.Id, cancellationToken);
                break;
            case SendKind.Later when outgoing.Attempts < MostAttempts:
                await outbox.PutOffAsync(outgoing, outcome.After ?? Pause(outgoing.Attempts), cancellationToken);
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

    private static TimeSpan Pause(int attempts)
    {
        var most = Math.Min(s_longestPause.TotalSeconds, Math.Pow(2, attempts - 1));
        return TimeSpan.FromSeconds(most * (0.5 + Random.Shared.NextDouble() / 2));
    }

    [LoggerMessage(EventId = 1501, Level = LogLevel.Information, Message = "Chat {Chat} takes no more messages: {Reason}")]
    private partial void LogGone(string chat, string? reason);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Error, Message = "Message {Number} to chat {Chat} was given up after {Attempts} attempts: {Reason}")]
    private partial void LogGivenUp(long number, string chat, int attempts, string? reason);
}
