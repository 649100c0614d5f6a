namespace Agent.Processes.Runtime.Storage;

/// <summary>Who decides when no operator does. Stored.</summary>
internal static class ApprovalDeciders
{
    public const string Customer = "customer";

    /// <summary>Time, a change of the facts, or the end of the conversation.</summary>
    public const string System = "system";
}
