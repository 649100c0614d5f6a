using Agent.Processes.Steps.Tools;

namespace Agent.Processes.Workflows.Support.Approvals;

/// <summary>Nobody decided about a call in time: it was not made.</summary>
internal sealed record ActionLapsed
{
    public required ToolCall Call { get; init; }

    /// <summary>What came of the call, for the model.</summary>
    public required string Result { get; init; }

    /// <summary>What the customer was told.</summary>
    public required string Text { get; init; }
}
