namespace Agent.Processes.Policies;

/// <summary>What holds for one consequential tool.</summary>
internal sealed record ToolPolicy
{
    public required string Tool { get; init; }

    /// <summary>What the call does, in one sentence without a full stop, with facts and arguments in braces.</summary>
    public required string Summary { get; init; }

    public required IReadOnlyList<FactRead> Reads { get; init; }

    public required IReadOnlyList<FactDefinition> Facts { get; init; }

    public required IReadOnlyList<PolicyRule> Rules { get; init; }

    /// <summary>The last one applies always.</summary>
    public required IReadOnlyList<ApprovalRule> Approvals { get; init; }

    /// <summary>True when nobody ever has to agree.</summary>
    public bool NeverAsks => Approvals.All(approval => approval.By == Approvers.None);
}
