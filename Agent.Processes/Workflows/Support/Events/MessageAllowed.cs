namespace Agent.Processes.Workflows.Support.Events;

/// <summary>A customer's message that passed the guardrail.</summary>
internal sealed record MessageAllowed
{
    public required string Text { get; init; }

    /// <summary>Whether an approval is open, as the approval step knows it.</summary>
    public bool IsWaiting { get; init; }
}
