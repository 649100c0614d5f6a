using System.Text.Json.Nodes;
using Agent.Processes;

namespace Agent.Host.Teams.Cards;

/// <summary>
/// The card that asks somebody to decide, and what it becomes when that is done. It carries the approval's id and a secret of this one card; what is decided is looked up,
/// for whoever holds a card can change what it sends.
/// </summary>
internal static class ApprovalCard
{
    public const string Approve = "approve";
    public const string Deny = "deny";
    public const string ReasonInput = "reason";

    /// <param name="request">What is asked.</param>
    /// <param name="customerId">For whom; shown to operators.</param>
    /// <param name="nonce">This card's secret.</param>
    /// <param name="texts">The words.</param>
    /// <param name="reasons">Why an operator is asked.</param>
    public static JsonObject Ask(ApprovalRequested request, string customerId, string nonce, TeamsTexts texts, ApprovalReasons reasons)
    {
        var isOperator = request.Approver == "operator";
        var body = new JsonArray(Line(isOperator ? texts.OperatorTitle : texts.CustomerTitle, isTitle: true), Line(Plain(request.Summary)));
        if (isOperator)
        {
            body.Add(Facts(
            [
                (texts.Customer, customerId), (texts.Amount, request.AmountMinor is { } minor ? texts.Money(minor) : null), (texts.Rule, reasons.Why(request, texts)),
                .. reasons.Facts(request, texts).Select(fact => (fact.Label, (string?)fact.Value)),
                (texts.Expires, request.ExpiresAt is { } until ? texts.Time(until) : null),
            ]));
            body.Add(new JsonObject { ["type"] = "Input.Text", ["id"] = ReasonInput, ["label"] = texts.Reason, ["maxLength"] = 500, ["isMultiline"] = true });
        }

        body.Add(new JsonObject
        {
            ["type"] = "ActionSet",
            ["actions"] = new JsonArray(
                Button(isOperator ? texts.Approve : texts.Yes, Approve, "positive", request.ApprovalId, nonce),
                Button(isOperator ? texts.Deny : texts.No, Deny, "destructive", request.ApprovalId, nonce)),
        });
        return Card(body);
    }

    /// <summary>Stands in for the outcome while that is long in coming.</summary>
    public static JsonObject Received(TeamsTexts texts) => Card(new(Line(texts.Received, isTitle: true)));

    /// <summary>What was decided, by whom and when.</summary>
    public static JsonObject Decided(ApprovalView approval, TeamsTexts texts)
    {
        var outcome = texts.Outcome(approval.Status);
        var body = new JsonArray(
            Line(approval.Decision is { } decision ? texts.Decided(outcome, decision.DecidedBy, decision.DecidedAt) : outcome, isTitle: true), Line(Plain(approval.Request.Summary)));
        if (approval.Decision?.Reason is { Length: > 0 } reason)
            body.Add(Line(Plain(reason)));
        return Card(body);
    }

    private static JsonObject Card(JsonArray body) => new()
    {
        ["type"] = "AdaptiveCard", ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json", ["version"] = "1.5", ["body"] = body,
    };

    private static JsonObject Line(string text, bool isTitle = false) => new()
    {
        ["type"] = "TextBlock", ["text"] = text, ["wrap"] = true, ["weight"] = isTitle ? "bolder" : "default", ["size"] = isTitle ? "medium" : "default",
    };

    private static JsonObject Facts((string Title, string? Value)[] facts) => new()
    {
        ["type"] = "FactSet",
        ["facts"] = new JsonArray([.. facts.Where(fact => fact.Value is not null).Select(fact => new JsonObject { ["title"] = fact.Title, ["value"] = Plain(fact.Value!) })]),
    };

    private static JsonObject Button(string title, string verb, string style, string approvalId, string nonce) => new()
    {
        ["type"] = "Action.Execute",
        ["title"] = title,
        ["verb"] = verb,
        ["style"] = style,
        ["data"] = Data(verb, approvalId, nonce),
        ["fallback"] = new JsonObject { ["type"] = "Action.Submit", ["title"] = title, ["data"] = Data(verb, approvalId, nonce) },
    };

    private static JsonObject Data(string verb, string approvalId, string nonce) => new() { ["approval"] = approvalId, ["nonce"] = nonce, ["verb"] = verb };

    // A text block understands Markdown; what a customer or a model wrote must not become a link.
    private static string Plain(string text) => text.Replace("[", "\\[", StringComparison.Ordinal).Replace("](", "\\](", StringComparison.Ordinal);
}
