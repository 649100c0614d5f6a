namespace Agent.Processes.Workflows.Support.Approvals;

/// <summary>What the approval step remembers.</summary>
internal sealed class ApprovalState
{
    /// <summary>The question that is open; null when none is.</summary>
    public PendingApproval? Pending { get; set; }
}
