using System.Security.Cryptography;
using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Storage;
using Agent.Processes;

namespace Agent.Host.Teams.Outgoing;

/// <summary>Makes the cards of approvals: one of each for a chat.</summary>
internal sealed class ApprovalCards(ApprovalReasons reasons)
{
    /// <summary>What tells the card apart from others: a second one for the same chat is not stored.</summary>
    public static string KeyOf(string approvalId, string chatId) => $"card:{approvalId}:{chatId}";

    /// <param name="chat">Where it goes.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="customerId">For whom; shown to operators.</param>
    /// <param name="own">The reasons by the tenant's policies; null by the file's, for a card that shows none.</param>
    public OutgoingMessage Make(Chat chat, ApprovalRequested request, string customerId, ApprovalReasons? own = null)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return new(KeyOf(request.ApprovalId, chat.Id), Activities.Card(ApprovalCard.Ask(request, customerId, nonce, TeamsTexts.For(chat.Locale), own ?? reasons)))
        {
            ApprovalId = request.ApprovalId, Nonce = nonce,
        };
    }

    /// <summary>Reminds somebody who was asked before.</summary>
    public static OutgoingMessage Remind(Chat chat, string key, ApprovalRequested request) =>
        new(key, Activities.Text(TeamsTexts.For(chat.Locale).Reminder(request.Summary, request.ExpiresAt)));

    /// <summary>Says that nobody has decided in time.</summary>
    public static OutgoingMessage Lapsed(Chat chat, ApprovalView approval) =>
        new($"lapsed:{approval.Request.ApprovalId}:{chat.Id}", Activities.Text(TeamsTexts.For(chat.Locale).Lapsed(approval.Request.Summary)));

    /// <summary>What a card becomes.</summary>
    public static OutgoingMessage Close(Chat chat, long number, ApprovalView decided) =>
        new($"closed:{number}", Activities.Card(ApprovalCard.Decided(decided, TeamsTexts.For(chat.Locale))));
}
