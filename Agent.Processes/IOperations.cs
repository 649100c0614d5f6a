namespace Agent.Processes;

/// <summary>What operators do about conversations that cannot go on by themselves. What a method has returned is committed.</summary>
public interface IOperations
{
    /// <summary>The parked conversations of a tenant, those longest parked first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<ParkedView>> ParkedAsync(string tenant, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Tries again. A parked conversation goes on behind its last commit. One whose last turn failed gets that turn's input once more, as a new turn.
    /// </summary>
    /// <returns>What came of it; null when there is no such conversation.</returns>
    Task<OperationOutcome?> RetryAsync(ConversationKey key, string requestedBy, CancellationToken cancellationToken = default);

    /// <summary>Ends the turn a parked conversation is stuck in as failed, reason <c>skipped</c>; the conversation goes on with its next input.</summary>
    /// <returns>What came of it; null when there is no such conversation.</returns>
    Task<OperationOutcome?> SkipAsync(ConversationKey key, string requestedBy, CancellationToken cancellationToken = default);

    /// <summary>The replicas that work on this database, as they last showed themselves; those first that started first.</summary>
    Task<IReadOnlyList<ReplicaView>> ReplicasAsync(CancellationToken cancellationToken = default);
}
