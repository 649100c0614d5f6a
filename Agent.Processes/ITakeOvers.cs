namespace Agent.Processes;

/// <summary>
/// Conversations that a person takes over. From the claim on nothing the agent does is committed or shown, until it is handed back; what the customer writes
/// meanwhile is stored and shown, and not worked on. What a method has returned is committed.
/// </summary>
public interface ITakeOvers
{
    /// <summary>Takes a conversation over. The turn under way, and the inputs that wait, end without an answer; open approvals are withdrawn.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="person">Who, such as <c>operator:ann</c>. Again by the same person, it changes nothing.</param>
    /// <param name="reason">Why, for other operators.</param>
    /// <param name="cancellationToken">Cancels the call; it may have been carried out all the same.</param>
    /// <returns>What came of it; null when there is no such conversation.</returns>
    Task<TakeOverOutcome?> ClaimAsync(ConversationKey key, string person, string? reason, CancellationToken cancellationToken = default);

    /// <summary>Writes to the customer. Only who has claimed the conversation may.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="person">Who writes.</param>
    /// <param name="text">The text, as Markdown.</param>
    /// <param name="cancellationToken">Cancels the call; it may have been carried out all the same.</param>
    /// <returns>What came of it; null when there is no such conversation.</returns>
    Task<TakeOverOutcome?> WriteAsync(ConversationKey key, string person, string text, CancellationToken cancellationToken = default);

    /// <summary>Hands a conversation back to the agent, which learns what the person wrote, and the note. Any operator may: who claimed it may be gone.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="person">Who hands it back.</param>
    /// <param name="note">What the agent and other operators should know; the customer does not see it.</param>
    /// <param name="cancellationToken">Cancels the call; it may have been carried out all the same.</param>
    /// <returns>What came of it; null when there is no such conversation.</returns>
    Task<TakeOverOutcome?> ReleaseAsync(ConversationKey key, string person, string? note, CancellationToken cancellationToken = default);

    /// <summary>The conversations of every tenant that a person has, or has handed back since a time: for an edge that brings what they write.</summary>
    Task<IReadOnlyList<RecentTakeOver>> ListRecentAsync(DateTimeOffset since, CancellationToken cancellationToken = default);

    /// <summary>Who has had a conversation, oldest first.</summary>
    Task<IReadOnlyList<TakeOverView>> ListAsync(ConversationKey key, CancellationToken cancellationToken = default);
}
