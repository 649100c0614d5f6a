using System.Text.Json;
using Agent.Processes;

namespace Agent.Host.Api.Contracts;

/// <summary>An approval, with the decision when there is one.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ConversationId">Where it was asked.</param>
/// <param name="CustomerId">For whom.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Approver">Who decides: <c>customer</c> or <c>operator</c>.</param>
/// <param name="Tool">What runs once it is approved.</param>
/// <param name="Arguments">With these arguments.</param>
/// <param name="Summary">What exactly will happen.</param>
/// <param name="Rule">The policy rule that asks.</param>
/// <param name="Digest">SHA-256 over tool, arguments, policy version and facts: what is approved, to the letter.</param>
/// <param name="Facts">The facts the question rests on.</param>
/// <param name="AmountMinor">The money at stake in minor units (cents), when there is any.</param>
/// <param name="RequestedAt">When it was asked.</param>
/// <param name="ExpiresAt">When the question lapses; null means never.</param>
/// <param name="Reminders">When the person is reminded, oldest first.</param>
/// <param name="Replaces">The approval this one replaces, because the facts changed.</param>
/// <param name="Decision">The decision, when there is one.</param>
public sealed record ApprovalResponse(
    string Id, string ConversationId, string CustomerId, ApprovalStatus Status, string Approver, string Tool, JsonElement Arguments, string Summary, string Rule,
    string Digest, JsonElement? Facts, long? AmountMinor, DateTimeOffset RequestedAt, DateTimeOffset? ExpiresAt, IReadOnlyList<DateTimeOffset>? Reminders, string? Replaces, DecisionResponse? Decision)
{
    internal static ApprovalResponse From(ApprovalView view) => new(
        view.Request.ApprovalId, view.ConversationId, view.CustomerId, view.Status, view.Request.Approver, view.Request.Tool, view.Request.Arguments,
        view.Request.Summary, view.Request.Rule, view.Request.Digest, view.Request.Facts, view.Request.AmountMinor, view.RequestedAt,
        view.Request.ExpiresAt, view.Request.Reminders, view.Request.Replaces, view.Decision is { } decision ? DecisionResponse.From(decision) : null);
}
