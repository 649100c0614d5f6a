namespace Agent.Processes;

/// <summary>Where a conversation stands. Stored as text in lower case.</summary>
public enum ConversationStatus
{
    /// <summary>Nothing to do; the customer may write.</summary>
    Idle,

    /// <summary>A turn is being worked on, or waits for a replica to take it.</summary>
    Running,

    /// <summary>An approval is open. The customer may still write.</summary>
    Waiting,

    /// <summary>Ended by the workflow. It accepts no more input.</summary>
    Completed,

    /// <summary>The last turn failed; the error is recorded. The customer may still write.</summary>
    Failed,

    /// <summary>Ended from outside. It accepts no more input.</summary>
    Cancelled,

    /// <summary>An operator must act: see <see cref="ParkedReasons"/>. Input is still accepted, and worked on afterwards.</summary>
    Parked,

    /// <summary>A person has taken it over, see <see cref="ITakeOvers"/>. What the customer writes is stored and shown, and the agent does not answer.</summary>
    Claimed,
}
