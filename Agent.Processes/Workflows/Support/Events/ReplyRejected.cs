namespace Agent.Processes.Workflows.Support.Events;

/// <summary>An answer must be written again.</summary>
internal sealed record ReplyRejected
{
    /// <summary>What was wrong with it, for the model.</summary>
    public required string Fault { get; init; }
}
