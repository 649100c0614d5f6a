namespace Agent.Processes.Journal;

/// <summary>The values of <see cref="ActivityRecord.Kind"/>. Stored.</summary>
internal static class ActivityKinds
{
    public const string Model = "model";
    public const string Tool = "tool";

    /// <summary>A decision taken at the approval desk, in the middle of a turn.</summary>
    public const string Approval = "approval";
}
