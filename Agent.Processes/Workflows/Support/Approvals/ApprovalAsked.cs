using Agent.Processes.Steps.Tools;

namespace Agent.Processes.Workflows.Support.Approvals;

/// <summary>A person was asked.</summary>
internal sealed record ApprovalAsked
{
    public required ToolCall Call { get; init; }

    public required string Summary { get; init; }

    public required string Approver { get; init; }

    /// <summary>What the customer was told.</summary>
    public required string Text { get; init; }
}
