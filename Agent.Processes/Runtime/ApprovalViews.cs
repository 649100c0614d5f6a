using System.Text.Json;
using Agent.Processes.Persistence;

namespace Agent.Processes.Runtime;

/// <summary>An approval's row as its edge sees it.</summary>
internal static class ApprovalViews
{
    public static ApprovalView Of(ApprovalEntity approval) => new(
        JsonSerializer.Deserialize<ApprovalRequested>(approval.Request, StoredJson.Options)!,
        approval.ConversationId, approval.CustomerId, approval.Status, approval.RequestedAt, DecisionOf(approval));

    public static ApprovalDecided? DecisionOf(ApprovalEntity approval) => approval.DecidedAt is not { } decidedAt ? null : new()
    {
        ApprovalId = approval.Id,
        Approved = approval.Status == ApprovalStatus.Approved,
        DecidedBy = approval.DecidedBy ?? "system",
        DecidedAt = decidedAt,
        Reason = approval.Reason,
    };
}
