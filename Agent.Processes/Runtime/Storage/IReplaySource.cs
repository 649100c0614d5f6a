using Agent.Processes.Persistence;

namespace Agent.Processes.Runtime.Storage;

/// <summary>What a replay needs of a conversation's past, wherever that is kept.</summary>
internal interface IReplaySource
{
    /// <summary>All checkpoints behind <paramref name="after"/>, oldest first.</summary>
    IAsyncEnumerable<CheckpointEntity> ReadAllAsync(ConversationKey key, CancellationToken cancellationToken, int after = 0);

    /// <summary>An input, or null when there is none of that number.</summary>
    Task<StoredInput?> FindInputAsync(ConversationKey key, int number, CancellationToken cancellationToken);

    /// <summary>What a load would have brought back right after a superstep; null when there is no such superstep.</summary>
    Task<IReadOnlyList<StoredCheckpoint>?> LoadAsync(ConversationKey key, int superstep, CancellationToken cancellationToken);
}
