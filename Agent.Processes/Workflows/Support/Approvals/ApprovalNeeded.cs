using System.Text.Json;
using Agent.Processes.Steps.Tools;

namespace Agent.Processes.Workflows.Support.Approvals;

/// <summary>An eligible call that a person has to agree to.</summary>
internal sealed record ApprovalNeeded
{
    public required ToolCall Call { get; init; }

    public required string Summary { get; init; }

    /// <summary>One of <see cref="Policies.Approvers"/>.</summary>
    public required string Approver { get; init; }

    public required string Rule { get; init; }

    public required string Digest { get; init; }

    public required JsonElement Facts { get; init; }

    public long? AmountMinor { get; init; }

    /// <summary>1, and one more each time the facts changed and the question is asked again.</summary>
    public int Round { get; init; } = 1;

    /// <summary>The approval this one replaces.</summary>
    public string? Replaces { get; init; }

    /// <summary>What has changed since then, in a sentence.</summary>
    public string? Difference { get; init; }
}
