using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Outgoing.Streaming;
using Agent.Host.Teams.Storage;
using Agent.Processes;

namespace Agent.Host.Teams.Outgoing;

/// <summary>What a turn's end is in a chat.</summary>
internal sealed class Answers(ApprovalCards cards)
{
    private const string Prefix = "answer:";

    /// <param name="chat">The chat.</param>
    /// <param name="ended">The turn.</param>
    /// <param name="shown">What was shown of its answer already.</param>
    public IEnumerable<OutgoingMessage> Of(Chat chat, TurnView ended, ShownAnswer shown)
    {
        var turn = $"{chat.ConversationId}:{ended.TurnId}";
        var text = ended.Reply is { Length: > 0 } reply ? reply : ended.Failure?.Message;
        // A stream that was begun has to be ended, though a person has taken over meanwhile.
        if (string.IsNullOrEmpty(text) && shown.StreamId is not null)
            text = TeamsTexts.For(chat.Locale).PassedOn;
        var parts = Activities.Split(text ?? "").Where(part => part.Length > 0).ToList();
        for (var number = 0; number < parts.Count; number++)
        {
            var isLast = number == parts.Count - 1;
            yield return new($"{Prefix}{turn}:{number}", ended.Reply is { Length: > 0 } ? Activities.Answer(parts[number], isLast) : Activities.Text(parts[number]))
            {
                StreamId = number == 0 ? shown.StreamId : null, Shown = number == 0 ? shown.Shown : null,
            };
        }

        // Text and card apart: Teams cuts one that is both in two, and then nobody knows the card's id.
        if (ended.PendingApproval is { Approver: "customer" } asked)
            yield return cards.Make(chat, asked, "");
    }

    /// <summary>The answer that a key of the outbox stands for; null when it is for something else.</summary>
    public static (string ConversationId, int Turn)? Find(string key) =>
        key.StartsWith(Prefix, StringComparison.Ordinal) && key.Split(':') is [_, var conversation, var turnId, _] && TurnIds.Parse(turnId) is { } turn ? (conversation, turn) : null;
}
