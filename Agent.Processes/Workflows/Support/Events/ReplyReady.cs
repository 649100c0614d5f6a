namespace Agent.Processes.Workflows.Support.Events;

/// <summary>An answer for the customer.</summary>
internal sealed record ReplyReady
{
    public required string Text { get; init; }

    /// <summary>Whether an approval is open after it; null when the sender does not know, and nothing changes.</summary>
    public bool? IsWaiting { get; init; }
}
