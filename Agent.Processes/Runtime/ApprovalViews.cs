using System.Text.Json;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Storage;

namespace Agent.Processes.Runtime;

/// <summary>An approval's row as its edge sees it.</summary>
internal static class ApprovalViews
{
    public static ApprovalView Of(ApprovalEntity approval) => new(
        JsonSerializer.Deserialize<ApprovalRequested>(approval.Request, StoredJson.Options)!,
        approval.ConversationId, approval.CustomerId, approval.Status, approval.RequestedAt, DecisionOf(approval));

    public static ApprovalDecided? DecisionOf(ApprovalEntity approval) => approval.DecidedAt is not { } decidedAt
        ? null
        : DecisionOf(approval.Id, approval.Status, decidedAt, approval.DecidedBy ?? ApprovalDeciders.System, approval.Reason);

    public static ApprovalDecided DecisionOf(string id, ApprovalStatus status, DateTime decidedAt, string decidedBy, string? reason) => new()
    {
        ApprovalId = id,
        Approved = status == ApprovalStatus.Approved,
        Status = status is ApprovalStatus.Expired or ApprovalStatus.Withdrawn ? status : null,
        DecidedBy = decidedBy,
        DecidedAt = decidedAt,
        Reason = reason,
    };
}
