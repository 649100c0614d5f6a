using System.Text.Json.Nodes;
using Agent.Host.Security.Audit;
using Agent.Host.Teams.Cards;
using Agent.Host.Teams.Identities;
using Agent.Host.Teams.Storage;
using Agent.Host.Teams.Wire;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Teams.Incoming;

/// <summary>
/// Decides what a click on a card says. Whoever clicks must be allowed to at that moment: a card can be forwarded. The first decision counts, wherever it was made; later ones
/// are shown who decided. A click is stored before it is carried out, so it is carried out though this process dies.
/// </summary>
internal sealed class CardClicks(
    ActivityStore inbox, CardStore cards, ApproverDirectory approvers, IApprovals approvals, IConversations conversations, AuditLog audit, TeamsSignal signal, IOptions<TeamsOptions> options,
    TimeProvider clock)
{
    private const string Customer = "customer";

    /// <summary>Answers an invoke; its copies get the same answer. What takes longer than Teams waits is answered with a card that says so, and changed later.</summary>
    /// <returns>The body of the answer: the protocol wants 200 whatever came of it.</returns>
    public async Task<string> AnswerAsync(TeamsIdentity identity, Activity activity, CancellationToken cancellationToken)
    {
        var texts = TeamsTexts.For(activity.Locale);
        if (CardClick.Read(activity) is not { } click)
            return Error(400, "BadRequest", texts.Unknown);
        var isFirst = await inbox.TakeClickAsync(identity.Tenant, activity, click.KeyFor(activity), cancellationToken);
        if (!isFirst && await inbox.FindAnswerAsync(identity.Tenant, activity, click.KeyFor(activity), cancellationToken) is { } first)
            return first;
        // A copy whose first has no answer yet decides once more: that changes nothing, and says the same. Nobody's hanging up breaks it off.
        var deciding = CarryOutAsync(identity, activity, click, CancellationToken.None);
        return await Task.WhenAny(deciding, Task.Delay(options.Value.ClickTime, clock, cancellationToken)) == deciding
            ? await deciding : Card(ApprovalCard.Received(texts));
    }

    /// <summary>Carries a click out, and keeps the answer for its copies.</summary>
    public async Task<string> CarryOutAsync(TeamsIdentity identity, Activity activity, CardClick click, CancellationToken cancellationToken)
    {
        var texts = TeamsTexts.For(activity.Locale);
        var answer = await DecideAsync(identity, activity, click, cancellationToken) switch
        {
            (ClickOutcome.NotTheirs, _) => Error(403, "Forbidden", texts.NotYours),
            (_, { } approval) => Card(ApprovalCard.Decided(approval, texts)),
            _ => Error(404, "NotFound", texts.Unknown),
        };
        await inbox.KeepAnswerAsync(identity.Tenant, activity, click.KeyFor(activity), answer, cancellationToken);
        return answer;
    }

    /// <summary>Carries out what a click says.</summary>
    public async Task<(ClickOutcome Outcome, ApprovalView? Approval)> DecideAsync(
        TeamsIdentity identity, Activity activity, CardClick click, CancellationToken cancellationToken)
    {
        if (await cards.FindCardAsync(identity.Tenant, click.ApprovalId, click.Nonce, cancellationToken) is not { } chat
            || await approvals.FindAsync(identity.Tenant, click.ApprovalId, cancellationToken) is not { } asked)
        {
            return (ClickOutcome.Unknown, null);
        }

        var isCustomers = asked.Request.Approver == Customer;
        var isTheirs = isCustomers
            ? chat.UserId.Equals(activity.UserId, StringComparison.OrdinalIgnoreCase)
            : (await approvers.FindAsync(identity.Tenant, cancellationToken)).MayDecide(activity.UserId, asked.Request.Rule);
        if (!isTheirs)
        {
            audit.Note(Act(AuditActs.AccessDenied, $"teams:{activity.UserId}"));
            return (ClickOutcome.NotTheirs, null);
        }

        var person = isCustomers ? Customer : $"operator:{(activity.UserName is { Length: > 0 } name ? name : activity.UserId)}";
        var outcome = await conversations.DecideAsync(identity.Tenant, click.ApprovalId, click.Approves, click.Reason, person, cancellationToken);
        if (outcome is { Accepted: true })
            await audit.RecordAsync(Act(AuditActs.ApprovalDecided, person), CancellationToken.None); // it has been done, whether anybody still waits or not
        signal.Give(); // every other card is to say so too
        return (ClickOutcome.Decided, outcome?.Approval ?? asked);

        AuditEntry Act(string act, string actor) => new(
            identity.Tenant, actor, act, click.ApprovalId, $"teams:{activity.Id}", clock.GetUtcNow(),
            new Dictionary<string, string> { ["credential"] = "teams", ["person"] = activity.UserId, ["decision"] = click.Approves ? "approve" : "deny" });
    }

    /// <summary>An answer that is no card.</summary>
    public static string Error(int status, string code, string message) => new JsonObject
    {
        ["statusCode"] = status, ["type"] = "application/vnd.microsoft.error", ["value"] = new JsonObject { ["code"] = code, ["message"] = message },
    }.ToJsonString();

    private static string Card(JsonObject card) =>
        new JsonObject { ["statusCode"] = 200, ["type"] = Activities.AdaptiveCard, ["value"] = card }.ToJsonString();
}
