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
}
