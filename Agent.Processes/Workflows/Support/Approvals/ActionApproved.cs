namespace Agent.Processes.Workflows.Support.Approvals;

/// <summary>A person agreed to exactly what they were asked.</summary>
internal sealed record ActionApproved
{
    public required PendingApproval Approval { get; init; }

    /// <summary>The yes, when the customer wrote it.</summary>
    public string? CustomerText { get; init; }
}
