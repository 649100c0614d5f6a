namespace Agent.Processes;

/// <summary>Looks into the past of conversations. Nothing here changes a conversation or calls anything outside. Every method finds nothing of another tenant.</summary>
public interface ITimeTravel
{
    /// <summary>What is different between two supersteps of a conversation.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="from">The superstep to begin at; 0 is before the first one. It may be the later one of the two.</param>
    /// <param name="to">The superstep to end at.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Null when there is no such conversation, or no such superstep in it.</returns>
    Task<CheckpointDiff?> DiffAsync(ConversationKey key, int from, int to, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs a conversation again, in memory, from its inputs: models, tools and people answer from the record, errors included. Nothing outside is called and
    /// nothing is written. Every superstep is compared with the recorded one, up to the first difference.
    /// </summary>
    /// <param name="key">The conversation.</param>
    /// <param name="workflowVersion">Runs it on this version of its workflow; null for its own.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    /// <returns>Null when the tenant has no such conversation.</returns>
    /// <exception cref="UnknownWorkflowException">There is no such version.</exception>
    Task<ReplayReport?> ReplayAsync(ConversationKey key, string? workflowVersion = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// The whole requests of a superstep's model calls. They are not stored: the step runs again from the state before it, as in a replay, and what it asks for is
    /// checked against the digest of what was sent.
    /// </summary>
    /// <returns>Null when there is no such conversation, or no such superstep in it.</returns>
    Task<IReadOnlyList<ModelRequest>?> ReadRequestsAsync(ConversationKey key, int superstep, CancellationToken cancellationToken = default);
}
