using System.Globalization;
using Agent.Processes.Policies;

namespace Agent.Processes.Workflows.Support.Approvals;

/// <summary>The words around an approval. A model does not choose them: they are what a person agrees to.</summary>
internal static class ApprovalTexts
{
    /// <summary>What the agent is told when the time was over before anybody decided.</summary>
    public const string Expired = "Expired";

    /// <summary>What the agent is told when a person had the conversation meanwhile. It begins as an operator's no does: for the agent it is one.</summary>
    public const string TakenOver = "Declined by the operator: a colleague took the conversation over before it was carried out";

    private const string OperatorDecider = "operator";

    /// <summary>What the customer is told when a person is asked.</summary>
    public static string Question(ApprovalNeeded needed)
    {
        var opening = needed.Difference is { } difference ? $"Before I could do that I looked again. {difference}\n\n" : "";
        return needed.Approver == Approvers.Operator
            ? $"{opening}A colleague has to approve this: {needed.Summary}. I have asked them, and I will tell you here what they decide. You can still call it off."
            : $"{opening}{needed.Summary}. {SupportTexts.Asked}";
    }

    /// <summary>What the customer is told when nobody decided in time.</summary>
    public static string Lapse(ApprovalNeeded needed) => needed.Approver == Approvers.Operator
        ? $"No colleague has decided about this in time, so it was not done: {needed.Summary}. Nothing was changed. If you still want it, write to me and I will ask again."
        : $"I had no yes or no from you in time, so this was not done: {needed.Summary}. Nothing was changed. If you still want it, just write to me.";

    /// <summary>What the customer is told who has not answered yet.</summary>
    public static string Reminder(PendingApproval pending) => string.Create(
        CultureInfo.InvariantCulture,
        $"I am still waiting for your yes or no: {pending.Needed.Summary}. Without an answer by {pending.ExpiresAt.UtcDateTime:d MMMM yyyy, HH:mm} UTC I will not do it. {SupportTexts.Asked}");

    /// <summary>What is stored and shown to whoever decides.</summary>
    public static ApprovalRequested Request(PendingApproval pending) => new()
    {
        ApprovalId = pending.ApprovalId,
        Approver = pending.Needed.Approver,
        Tool = pending.Needed.Call.Tool,
        Arguments = pending.Needed.Call.Arguments,
        Summary = pending.Needed.Summary,
        Rule = pending.Needed.Rule,
        Digest = pending.Needed.Digest,
        Facts = pending.Needed.Facts,
        AmountMinor = pending.Needed.AmountMinor,
        ExpiresAt = pending.ExpiresAt,
        Replaces = pending.Needed.Replaces,
    };

    /// <summary>What the agent is told when it does not go ahead.</summary>
    public static string Refusal(ApprovalDecided decided)
    {
        if (decided.Status is ApprovalStatus.Expired)
        {
            return Expired;
        }

        return decided.DecidedBy.StartsWith(OperatorDecider, StringComparison.Ordinal) && !decided.Approved
            ? $"Declined by the operator: {decided.Reason ?? "no reason given"}"
            : "Declined by the customer";
    }
}
