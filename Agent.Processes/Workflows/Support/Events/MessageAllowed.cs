namespace Agent.Processes.Workflows.Support.Events;

/// <summary>A customer's message that passed the guardrail.</summary>
internal sealed record MessageAllowed
{
    public required string Text { get; init; }
}
