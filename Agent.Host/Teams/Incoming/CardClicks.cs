using System.Text.Json.Nodes;
using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Storage;
using Agent.Host.Teams.Wire;
using Agent.Processes;

namespace Agent.Host.Teams.Incoming;

/// <summary>
/// Decides what a click on a card says. Whoever clicks must be allowed to at that moment: a card can be forwarded. The first decision counts, wherever it was made; later ones
/// are shown who decided.
/// </summary>
internal sealed class CardClicks(ActivityStore inbox, OutboxStore outbox, IApprovals approvals, IConversations conversations, TeamsSignal signal)
{
    private const string Customer = "customer";

    /// <summary>Answers an invoke; its copies get the same answer.</summary>
    /// <returns>The body of the answer: the protocol wants 200 whatever came of it.</returns>
    public async Task<string> AnswerAsync(TeamsTenantOptions tenant, Activity activity, CancellationToken cancellationToken)
    {
        var texts = TeamsTexts.For(activity.Locale);
        if (CardClick.Read(activity) is not { } click)
            return Error(400, "BadRequest", texts.Unknown);
        var key = click.KeyFor(activity);
        if (!await inbox.TakeAsync(tenant.Tenant, activity, key, isDone: true, cancellationToken)
            && await inbox.FindAnswerAsync(tenant.Tenant, activity, key, cancellationToken) is { } first)
        {
            return first;
        }

        // A copy whose first has no answer yet decides once more: that changes nothing, and says the same.
        var answer = await DecideAsync(tenant, activity, click, cancellationToken) switch
        {
            (ClickOutcome.NotTheirs, _) => Error(403, "Forbidden", texts.NotYours),
            (_, { } approval) => Card(ApprovalCard.Decided(approval, texts)),
            _ => Error(404, "NotFound", texts.Unknown),
        };
        await inbox.KeepAnswerAsync(tenant.Tenant, activity, key, answer, cancellationToken);
        return answer;
    }

    /// <summary>Carries a click out.</summary>
    public async Task<(ClickOutcome Outcome, ApprovalView? Approval)> DecideAsync(
        TeamsTenantOptions tenant, Activity activity, CardClick click, CancellationToken cancellationToken)
    {
        if (await outbox.FindCardAsync(tenant.Tenant, click.ApprovalId, click.Nonce, cancellationToken) is not { } chat
            || await approvals.FindAsync(tenant.Tenant, click.ApprovalId, cancellationToken) is not { } asked)
        {
            return (ClickOutcome.Unknown, null);
        }

        var isCustomers = asked.Request.Approver == Customer;
        if (isCustomers ? !chat.UserId.Equals(activity.UserId, StringComparison.OrdinalIgnoreCase) : !tenant.IsOperator(activity.UserId))
            return (ClickOutcome.NotTheirs, null);
        var outcome = await conversations.DecideAsync(
            tenant.Tenant, click.ApprovalId, click.Approves, click.Reason, isCustomers ? Customer : $"operator:{(activity.UserName is { Length: > 0 } name ? name : activity.UserId)}", cancellationToken);
        signal.Give(); // every other card is to say so too
        return (ClickOutcome.Decided, outcome?.Approval ?? asked);
    }

    private static string Card(JsonObject card) =>
        new JsonObject { ["statusCode"] = 200, ["type"] = Activities.AdaptiveCard, ["value"] = card }.ToJsonString();

    private static string Error(int status, string code, string message) => new JsonObject
    {
        ["statusCode"] = status, ["type"] = "application/vnd.microsoft.error", ["value"] = new JsonObject { ["code"] = code, ["message"] = message },
    }.ToJsonString();
}
