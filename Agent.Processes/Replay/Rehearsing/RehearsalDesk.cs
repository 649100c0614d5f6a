using Agent.Processes.Runtime;

namespace Agent.Processes.Replay.Rehearsing;

/// <summary>The approvals of a rehearsal: whatever the customer says holds, and nothing is written down anywhere.</summary>
internal sealed class RehearsalDesk(ConversationKey key, TimeProvider clock) : IApprovalDesk
{
    private readonly Dictionary<string, ApprovalDecided> _decided = new(StringComparer.Ordinal);

    public string NewId(string callId) => ApprovalDesk.NewId(key, callId);

    public Task<ApprovalDecided> DecideAsync(string approvalId, bool approve, string? reason, CancellationToken cancellationToken = default)
    {
        var decided = new ApprovalDecided { ApprovalId = approvalId, Approved = approve, DecidedBy = "customer", DecidedAt = clock.GetUtcNow(), Reason = reason };
        return Task.FromResult(_decided.TryAdd(approvalId, decided) ? decided : _decided[approvalId]);
    }

    public Task<ApprovalDecided?> FindOwnDecisionAsync(string approvalId, CancellationToken cancellationToken = default) =>
        Task.FromResult(_decided.GetValueOrDefault(approvalId));
}
