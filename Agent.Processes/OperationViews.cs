namespace Agent.Processes;

/// <summary>A conversation that waits for an operator.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="CustomerId">Its customer.</param>
/// <param name="Workflow">Its workflow.</param>
/// <param name="WorkflowVersion">The version it began with.</param>
/// <param name="Reason">One of <see cref="ParkedReasons"/>.</param>
/// <param name="Error">The error, for operators.</param>
/// <param name="Attempts">How often work on it broke off at the same superstep.</param>
/// <param name="Superstep">The last superstep that was committed when it did.</param>
/// <param name="ParkedAt">Since when, in UTC.</param>
public sealed record ParkedView(
    string ConversationId, string CustomerId, string Workflow, string WorkflowVersion, string Reason, string? Error, int Attempts, int Superstep, DateTimeOffset ParkedAt);

/// <summary>A replica of the service.</summary>
/// <param name="Id">Made anew at every start.</param>
/// <param name="Name">Machine and process.</param>
/// <param name="StartedAt">In UTC.</param>
/// <param name="SeenAt">Its last heartbeat, in UTC.</param>
/// <param name="IsAlive">False when the last heartbeat is older than a lease.</param>
/// <param name="IsDraining">True once it was told to stop.</param>
/// <param name="Running">How many conversations it worked on then.</param>
/// <param name="Workflows">The workflow versions it has, such as <c>support/v1</c>.</param>
public sealed record ReplicaView(
    string Id, string Name, DateTimeOffset StartedAt, DateTimeOffset SeenAt, bool IsAlive, bool IsDraining, int Running, IReadOnlyList<string> Workflows);

/// <summary>What came of an operator's action.</summary>
/// <param name="Done">False when the conversation is not in a state for it; nothing was changed.</param>
/// <param name="Turn">The turn that is worked on, or was ended; 0 when nothing was done.</param>
public sealed record OperationOutcome(bool Done, int Turn = 0);
