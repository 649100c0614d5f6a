namespace Agent.Processes;

/// <summary>Why a conversation is parked: stable codes, stored with it.</summary>
public static class ParkedReasons
{
    /// <summary>The same superstep was begun too often without a commit, or the failure of a turn could not be stored.</summary>
    public const string Poisoned = "poisoned";

    /// <summary>No living replica has the version of the workflow it began with. It goes on by itself when one that has it starts.</summary>
    public const string UnknownVersion = "unknown_workflow_version";

    /// <summary>Its stored state cannot be read.</summary>
    public const string UnreadableState = "unreadable_state";
}
