using System.Runtime.CompilerServices;
using System.Text;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Storage;

namespace Agent.Processes.Replay.Journals;

/// <summary>A past that is in memory as a whole.</summary>
internal sealed class JournalSource(List<InputEntity> inputs, List<CheckpointEntity> checkpoints) : IReplaySource
{
    public async IAsyncEnumerable<CheckpointEntity> ReadAllAsync(ConversationKey key, [EnumeratorCancellation] CancellationToken cancellationToken, int after = 0)
    {
        await Task.CompletedTask;
        foreach (var checkpoint in checkpoints.Where(checkpoint => checkpoint.LastNumber > after))
        {
            yield return checkpoint;
        }
    }

    public Task<StoredInput?> FindInputAsync(ConversationKey key, int number, CancellationToken cancellationToken) =>
        Task.FromResult(inputs.Find(input => input.Number == number) is { } input ? new StoredInput(input.Number, input.Kind, Encoding.UTF8.GetBytes(input.Payload)) : null);

    public Task<IReadOnlyList<StoredCheckpoint>?> LoadAsync(ConversationKey key, int superstep, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredCheckpoint>?>(CheckpointHistory.Cut(checkpoints.Where(checkpoint => checkpoint.Number <= superstep), superstep));
}
