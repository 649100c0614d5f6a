namespace Agent.Processes;

/// <summary>Goes back to any superstep of a conversation and lets it take another way from there, in a conversation of its own.</summary>
public interface IForks
{
    /// <summary>
    /// Forks a conversation. The new one shares the past up to the superstep and copies none of it. In the middle of a turn it goes on working at once;
    /// behind one it waits for input. It is a sandbox unless the request says otherwise.
    /// </summary>
    /// <returns>Null when the tenant has no such conversation, or the conversation no such superstep.</returns>
    Task<ForkOutcome?> ForkAsync(ConversationKey source, ForkRequest request, CancellationToken cancellationToken = default);
}
