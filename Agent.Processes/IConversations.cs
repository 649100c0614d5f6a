namespace Agent.Processes;

/// <summary>
/// The door to the durable runtime: everything an edge (HTTP, terminal, chat adapter) does with conversations.
/// What a method has returned is committed. Every method takes the tenant, and finds nothing of another one.
/// </summary>
public interface IConversations
{
    /// <summary>Starts a conversation. Nothing runs until its first message.</summary>
    /// <exception cref="UnknownWorkflowException">No workflow of that name is registered.</exception>
    Task<ConversationView> StartAsync(string tenant, NewConversation conversation, CancellationToken cancellationToken = default);

    /// <summary>One conversation, or null when the tenant has none of that id.</summary>
    Task<ConversationView?> FindAsync(ConversationKey key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Accepts a customer's message: on return it is in the inbox, committed, and will be worked on whatever happens to this process.
    /// The same idempotency key again returns the first turn and accepts nothing.
    /// </summary>
    /// <returns>The accepted turn, or why there is none.</returns>
    Task<Acceptance> SendAsync(ConversationKey key, CustomerMessage message, string? idempotencyKey, CancellationToken cancellationToken = default);

    /// <summary>Waits for a turn to end, on whatever replica it runs.</summary>
    /// <returns>The turn, ended; or null when <paramref name="timeout"/> passed first, which does not disturb it.</returns>
    Task<TurnView?> WaitAsync(ConversationKey key, int turn, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>
    /// The events after number <paramref name="after"/>, as stored, then new ones as they happen, without end.
    /// Deltas of the running answer come in between, without a number.
    /// </summary>
    /// <param name="key">The conversation.</param>
    /// <param name="after">The last number already seen; 0 for all.</param>
    /// <param name="untilTurn">Ends the stream after this turn's <c>turn.completed</c> or <c>turn.failed</c>; null streams until cancelled.</param>
    /// <param name="cancellationToken">Ends the stream. A turn that runs is not disturbed.</param>
    IAsyncEnumerable<ConversationEvent> ReadEventsAsync(ConversationKey key, long after, int? untilTurn = null, CancellationToken cancellationToken = default);

    /// <summary>The transcript, oldest first: what the customer wrote and what was answered.</summary>
    Task<IReadOnlyList<TranscriptEntry>> ReadTranscriptAsync(ConversationKey key, CancellationToken cancellationToken = default);

    /// <summary>The committed supersteps, oldest first.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="after">Starts behind this superstep.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<SuperstepView>> ReadSuperstepsAsync(ConversationKey key, int after = 0, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>How many supersteps are committed: the number of the last one, as they are counted from 1.</summary>
    Task<int> CountSuperstepsAsync(ConversationKey key, CancellationToken cancellationToken = default);

    /// <summary>The state of every step as it was after one superstep, or null when there is no such superstep.</summary>
    Task<CheckpointView?> ReadCheckpointAsync(ConversationKey key, int superstep, CancellationToken cancellationToken = default);

    /// <summary>Ends a conversation from outside: nothing more is committed for it, open approvals are withdrawn.</summary>
    /// <returns>False when it had already ended; null when there is none.</returns>
    Task<bool?> CancelAsync(ConversationKey key, string cancelledBy, CancellationToken cancellationToken = default);

    /// <summary>Approvals of a tenant, newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="status">Only those in this status; null for all.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<ApprovalView>> ListApprovalsAsync(string tenant, ApprovalStatus? status, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Decides an approval and, in the same transaction, puts the decision into the conversation's inbox.</summary>
    /// <returns>What came of it; null when the tenant has no such approval.</returns>
    Task<DecisionOutcome?> DecideAsync(string tenant, string approvalId, bool approve, string? reason, string decidedBy, CancellationToken cancellationToken = default);

    /// <summary>The workflows this service runs, every version.</summary>
    IReadOnlyList<WorkflowView> Workflows { get; }
}
