using System.Security.Cryptography;
using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Storage;
using Agent.Processes;

namespace Agent.Host.Teams.Outgoing;

/// <summary>Makes the cards of approvals: one of each for a chat.</summary>
internal static class ApprovalCards
{
    /// <summary>What tells the card apart from others: a second one for the same chat is not stored.</summary>
    public static string KeyOf(string approvalId, string chatId) => $"card:{approvalId}:{chatId}";

    public static OutgoingMessage Make(Chat chat, ApprovalRequested request, string customerId)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return new(KeyOf(request.ApprovalId, chat.Id), Activities.Card(ApprovalCard.Ask(request, customerId, nonce, TeamsTexts.For(chat.Locale))))
        {
            ApprovalId = request.ApprovalId, Nonce = nonce,
        };
    }

    /// <summary>What a card becomes.</summary>
    public static OutgoingMessage Close(Chat chat, long number, ApprovalView decided) =>
        new($"closed:{number}", Activities.Card(ApprovalCard.Decided(decided, TeamsTexts.For(chat.Locale))));
}
