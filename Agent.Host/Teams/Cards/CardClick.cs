using System.Text.Json;
using Agent.Host.Teams.Wire;

namespace Agent.Host.Teams.Cards;

/// <summary>A click on a card's button, from a client that knows <c>Action.Execute</c> or from one that does not.</summary>
/// <param name="ApprovalId">The approval.</param>
/// <param name="Nonce">The card's secret.</param>
/// <param name="Approves">Yes or no.</param>
/// <param name="Reason">What was written beside it; null when nothing was.</param>
internal sealed record CardClick(string ApprovalId, string Nonce, bool Approves, string? Reason)
{
    private const int LongestReason = 1000;

    /// <summary>What all copies of the click have in common, the ones under another activity id too.</summary>
    public string KeyFor(Activity activity) => $"{activity.ReplyToId}|{(Approves ? ApprovalCard.Approve : ApprovalCard.Deny)}|{activity.UserId}|{ApprovalId}";

    /// <summary>Reads a click; null when the activity holds none.</summary>
    public static CardClick? Read(Activity activity)
    {
        var value = activity.Value;
        if (value.ValueKind != JsonValueKind.Object)
            return null;
        if (activity.Type == ActivityTypes.Invoke)
        {
            if (!value.TryGetProperty("action", out value) || value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("data", out value) || value.ValueKind != JsonValueKind.Object)
                return null;
        }

        var (approval, nonce, verb) = (Text(value, "approval"), Text(value, "nonce"), Text(value, "verb"));
        var reason = Text(value, ApprovalCard.ReasonInput)?.Trim();
        return approval is null || nonce is null || verb is not (ApprovalCard.Approve or ApprovalCard.Deny) || reason?.Length > LongestReason
            ? null : new(approval, nonce, verb == ApprovalCard.Approve, reason is "" ? null : reason);
    }

    private static string? Text(JsonElement data, string name) => data.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
}
