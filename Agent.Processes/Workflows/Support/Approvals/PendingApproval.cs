namespace Agent.Processes.Workflows.Support.Approvals;

/// <summary>The question that is open.</summary>
internal sealed record PendingApproval
{
    public required string ApprovalId { get; init; }

    public required ApprovalNeeded Needed { get; init; }

    /// <summary>What the customer was told.</summary>
    public required string Text { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
