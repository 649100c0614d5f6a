using System.Security.Cryptography;
using System.Text;
using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Identities;
using Agent.Host.Teams.Outgoing;
using Agent.Host.Teams.Storage;
using Agent.Host.Teams.Wire;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Incoming;

/// <summary>Makes an input of what somebody wrote, in their conversation. Doing it again for the same activity does nothing new.</summary>
internal sealed class MessageHandler(
    IConversations conversations, ChatStore chats, OutboxStore outbox, ConnectorClient connector, SendPace pace, IOptions<TeamsOptions> options, TimeProvider clock)
{
    private const string Guest = "guest";

    /// <returns>The turn that the message became; null when it was for the bot itself, or empty.</returns>
    public async Task<Acceptance?> HandleAsync(IncomingActivity incoming, Activity activity, Chat chat, TeamsIdentity identity, CancellationToken cancellationToken)
    {
        var texts = TeamsTexts.For(chat.Locale);
        var said = activity.Said is { Length: > 0 } written ? written : activity.Command ?? "";
        if (said.Length == 0)
            return null;
        switch (Commands.Read(said))
        {
            case Command.Help:
                await SayAsync(texts.Help);
                return null;
            case Command.New:
                await chats.BindAsync(chat, null, cancellationToken);
                await SayAsync(texts.Begun);
                return null;
            case Command.Status:
                await SayAsync(await StatusAsync(chat, texts, cancellationToken));
                return null;
            case Command.Human:
                said = texts.WantsPerson;
                break;
            default:
                break;
        }

        if (pace.TryTake(chat))
            _ = connector.TypeAsync(chat, cancellationToken); // a courtesy: nothing waits for it
        return await SendAsync(chat, identity, said, KeyOf(incoming), cancellationToken);

        Task SayAsync(string text) => outbox.AddAsync(chat, new($"command:{chat.Id}:{incoming.ActivityId}", Activities.Text(text)), cancellationToken);
    }

    private async Task<Acceptance> SendAsync(Chat chat, TeamsIdentity identity, string said, string key, CancellationToken cancellationToken)
    {
        var conversation = chat.ConversationId is { } present && clock.GetUtcNow() - chat.WroteAt < options.Value.IdleTime
            ? present : await BeginAsync(chat, identity, cancellationToken);
        var acceptance = await conversations.SendAsync(new(chat.Tenant, conversation), new() { Text = said }, key, cancellationToken);
        if (acceptance.Outcome is AcceptanceOutcome.Ended or AcceptanceOutcome.NotFound)
        {
            conversation = await BeginAsync(chat, identity, cancellationToken);
            acceptance = await conversations.SendAsync(new(chat.Tenant, conversation), new() { Text = said }, key, cancellationToken);
        }

        return acceptance.Turn > 0
            ? acceptance : throw new InvalidOperationException($"The message was not accepted by conversation {conversation}: {acceptance.Outcome}.");
    }

    private async Task<string> BeginAsync(Chat chat, TeamsIdentity identity, CancellationToken cancellationToken)
    {
        var begun = await conversations.StartAsync(chat.Tenant, new()
        {
            CustomerId = identity.CustomerId ?? Guest,
            Channel = "teams",
            Metadata = new Dictionary<string, string> { ["teamsUser"] = chat.UserId, ["teamsChat"] = chat.TeamsId },
        }, cancellationToken);
        await chats.BindAsync(chat, begun.Id, cancellationToken);
        return begun.Id;
    }

    private async Task<string> StatusAsync(Chat chat, TeamsTexts texts, CancellationToken cancellationToken) =>
        chat.ConversationId is { } id && await conversations.FindAsync(new(chat.Tenant, id), cancellationToken) is { } found
            ? texts.Status(found.Status.ToString().ToLowerInvariant()) : texts.NoConversation;

    // Ids of activities are unique in their chat alone, and may be long.
    private static string KeyOf(IncomingActivity incoming) =>
        "teams:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{incoming.TeamsId}\n{incoming.ActivityId}")))[..40];
}
