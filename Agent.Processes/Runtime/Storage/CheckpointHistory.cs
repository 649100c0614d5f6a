using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Agent.Processes.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Reads the past of conversations. In which row a superstep is stored, and of which conversation, <see cref="ConversationHistory"/> knows.</summary>
internal sealed class CheckpointHistory(IDbContextFactory<AgentDbContext> contexts) : IReplaySource
{
    private const int Page = 64;

    /// <summary>The conversation's row, or null when the tenant has none of that id.</summary>
    public async Task<ConversationEntity?> FindConversationAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Conversations.AsNoTracking().SingleOrDefaultAsync(c => c.Tenant == key.Tenant && c.Id == key.Id, cancellationToken);
    }

    /// <summary>The checkpoints that hold supersteps behind <paramref name="after"/>, oldest first.</summary>
    public async Task<IReadOnlyList<CheckpointEntity>> ReadAsync(ConversationKey key, int after, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await (await ConversationHistory.OpenAsync(context, key, cancellationToken)).ReadAfterAsync(after, limit, cancellationToken);
    }

    /// <summary>The number of the last superstep; 0 before the first.</summary>
    public async Task<int> CountAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await (await ConversationHistory.OpenAsync(context, key, cancellationToken)).CountAsync(cancellationToken);
    }

    /// <summary>All of them behind <paramref name="after"/>, page by page: a long conversation is never in memory as a whole.</summary>
    public async IAsyncEnumerable<CheckpointEntity> ReadAllAsync(
        ConversationKey key, [EnumeratorCancellation] CancellationToken cancellationToken, int after = 0)
    {
        while (true)
        {
            var page = await ReadAsync(key, after, Page, cancellationToken);
            foreach (var checkpoint in page)
            {
                yield return checkpoint;
            }

            if (page.Count < Page)
            {
                yield break;
            }

            after = page[^1].LastNumber;
        }
    }

    /// <summary>The checkpoints that hold every step's state as it was after a superstep, oldest first; the last one holds the superstep itself.</summary>
    /// <returns>Null when there is no such superstep.</returns>
    public async Task<IReadOnlyList<CheckpointEntity>?> ReadStateAsync(ConversationKey key, int superstep, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var history = await ConversationHistory.OpenAsync(context, key, cancellationToken);
        return await history.FindAsync(superstep, cancellationToken) is { } checkpoint
            ? await history.ReadNeededAsync(checkpoint, superstep, cancellationToken) : null;
    }

    /// <summary>What a load would have brought back right after a superstep, for <see cref="ConversationLoader"/>.</summary>
    /// <remarks>Where the superstep is not the last one of its checkpoint, the turn's progress is the checkpoint's.</remarks>
    /// <returns>Null when there is no such superstep.</returns>
    public async Task<IReadOnlyList<StoredCheckpoint>?> LoadAsync(ConversationKey key, int superstep, CancellationToken cancellationToken)
    {
        if (await ReadStateAsync(key, superstep, cancellationToken) is not { } checkpoints)
        {
            return null;
        }

        return Cut(checkpoints, superstep);
    }

    /// <summary>Checkpoints as a load would bring them back right after a superstep.</summary>
    public static IReadOnlyList<StoredCheckpoint> Cut(IEnumerable<CheckpointEntity> checkpoints, int superstep) =>
        [.. checkpoints.Select(checkpoint => checkpoint.LastNumber <= superstep ? Whole(checkpoint) : UpTo(checkpoint, superstep))];

    /// <summary>An input, or null when there is none of that number.</summary>
    public async Task<StoredInput?> FindInputAsync(ConversationKey key, int number, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var input = await (await ConversationHistory.OpenAsync(context, key, cancellationToken)).FindInputAsync(number, cancellationToken);
        return input is null ? null : new(input.Number, input.Kind, Encoding.UTF8.GetBytes(input.Payload));
    }

    private static StoredCheckpoint Whole(CheckpointEntity checkpoint) => new(
        checkpoint.Number, checkpoint.LastNumber, checkpoint.Turn, checkpoint.EndsTurn, checkpoint.LastEvent, Encoding.UTF8.GetBytes(checkpoint.Body));

    private static StoredCheckpoint UpTo(CheckpointEntity checkpoint, int superstep)
    {
        using var body = JsonDocument.Parse(checkpoint.Body);
        using var cut = new PooledJson();
        cut.Writer.WriteStartObject();
        foreach (var member in body.RootElement.EnumerateObject())
        {
            if (!member.NameEquals(StoredNames.Supersteps.EncodedUtf8Bytes))
            {
                member.WriteTo(cut.Writer);
                continue;
            }

            cut.Writer.WriteStartArray(StoredNames.Supersteps);
            foreach (var stored in member.Value.EnumerateArray().Where(stored => StoredNames.NumberOf(stored) <= superstep))
            {
                stored.WriteTo(cut.Writer);
            }

            cut.Writer.WriteEndArray();
        }

        cut.Writer.WriteEndObject();
        cut.Writer.Flush();
        return new(checkpoint.Number, superstep, checkpoint.Turn, EndsTurn: false, LastEvent(checkpoint, superstep), cut.WrittenSpan.ToArray());
    }

    /// <summary>Events are counted without gaps, so the ones of the later supersteps are taken off the end.</summary>
    private static long LastEvent(CheckpointEntity checkpoint, int superstep)
    {
        using var events = JsonDocument.Parse(checkpoint.Events);
        return checkpoint.LastEvent - events.RootElement.EnumerateArray()
            .Count(stored => stored.GetProperty(StoredNames.Superstep.EncodedUtf8Bytes).GetInt32() > superstep);
    }
}
