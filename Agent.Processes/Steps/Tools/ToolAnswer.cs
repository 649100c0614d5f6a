namespace Agent.Processes.Steps.Tools;

/// <summary>What came of a call: a tool's result, or why it was not made.</summary>
internal sealed record ToolAnswer
{
    /// <summary>The call.</summary>
    public required ToolCall Call { get; init; }

    /// <summary>The result as a model sees it.</summary>
    public required string Result { get; init; }

    /// <summary>Whether the result is a tool's own words, which nobody vouches for, and not the workflow's.</summary>
    public bool IsToolOutput { get; init; }

    /// <summary>True when the tool ran and did not refuse.</summary>
    public bool Succeeded { get; init; }
}
