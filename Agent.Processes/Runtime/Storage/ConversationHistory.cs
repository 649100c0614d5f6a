using System.Text.Json.Nodes;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Storage.Payloads;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Runtime.Storage;

/// <summary>
/// The past of a conversation, wherever its rows are: its own, and those of the conversations it was forked from. Whoever reads checkpoints or inputs
/// of a conversation for people reads them here.
/// </summary>
internal sealed class ConversationHistory
{
    private readonly AgentDbContext _context;
    private readonly string _tenant;
    private readonly HashSet<CheckpointEntity> _cut = [];

    private ConversationHistory(AgentDbContext context, string tenant, IReadOnlyList<HistoryStretch> stretches) =>
        (_context, _tenant, Stretches) = (context, tenant, stretches);

    /// <summary>Oldest first; the last one is the conversation's own.</summary>
    public IReadOnlyList<HistoryStretch> Stretches { get; }

    public static async Task<ConversationHistory> OpenAsync(AgentDbContext context, ConversationKey key, CancellationToken cancellationToken)
    {
        var lineage = await context.Lineage.AsNoTracking().Where(l => l.Tenant == key.Tenant && l.ConversationId == key.Id)
            .OrderBy(l => l.Upto).ToListAsync(cancellationToken);
        var stretches = new List<HistoryStretch>(lineage.Count + 1);
        var (after, afterTurn) = (0, 0);
        foreach (var part in lineage)
        {
            stretches.Add(new(part.SourceId, after, part.Upto, afterTurn, part.UptoTurn, part.UptoEvent));
            (after, afterTurn) = (part.Upto, part.UptoTurn);
        }

        stretches.Add(new(key.Id, after, int.MaxValue, afterTurn, int.MaxValue, long.MaxValue));
        return new(context, key.Tenant, stretches);
    }

    /// <summary>The stretch a superstep belongs to.</summary>
    public HistoryStretch StretchOf(int superstep) => Stretches.First(stretch => superstep <= stretch.Upto);

    /// <summary>The checkpoint that holds a superstep; null when there is none.</summary>
    public async Task<CheckpointEntity?> FindAsync(int superstep, CancellationToken cancellationToken)
    {
        var stretch = StretchOf(superstep);
        var found = await ReadAsync(stretch, checkpoints => checkpoints.Where(c => c.Number <= superstep && c.LastNumber >= superstep), cancellationToken);
        return found is [var checkpoint] ? checkpoint : null;
    }

    /// <summary>Checkpoints by number, oldest first.</summary>
    public async Task<List<CheckpointEntity>> ReadAsync(IReadOnlyCollection<int> numbers, CancellationToken cancellationToken)
    {
        var found = new List<CheckpointEntity>();
        foreach (var stretch in Stretches)
        {
            int[] wanted = [.. numbers.Where(number => number > stretch.After && number <= stretch.Upto)];
            if (wanted.Length > 0)
            {
                found.AddRange(await ReadAsync(stretch, checkpoints => checkpoints.Where(c => wanted.Contains(c.Number)).OrderBy(c => c.Number), cancellationToken));
            }
        }

        return found;
    }

    /// <summary>The number of the last superstep, one that was inherited included; 0 before the first.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        var own = Stretches[^1];
        var last = await own.Checkpoints(_context, _tenant).OrderByDescending(c => c.Number).Select(c => (int?)c.LastNumber).FirstOrDefaultAsync(cancellationToken);
        return last ?? own.After;
    }

    /// <summary>The checkpoints that hold a superstep behind <paramref name="after"/>, oldest first.</summary>
    public async Task<List<CheckpointEntity>> ReadAfterAsync(int after, int limit, CancellationToken cancellationToken)
    {
        var found = new List<CheckpointEntity>();
        foreach (var stretch in Stretches.Where(stretch => stretch.Upto > after))
        {
            found.AddRange(await ReadAsync(
                stretch, checkpoints => checkpoints.Where(c => c.LastNumber > after).OrderBy(c => c.Number).Take(limit - found.Count), cancellationToken));
            if (found.Count == limit)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>The checkpoints that hold every step's state as of a superstep, oldest first.</summary>
    /// <param name="checkpoint">The checkpoint that holds the superstep, and the last one of the list.</param>
    /// <param name="superstep">The superstep.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<List<CheckpointEntity>> ReadNeededAsync(CheckpointEntity checkpoint, int superstep, CancellationToken cancellationToken)
    {
        // What a later superstep of the same checkpoint replaced is not among its needs, but among those of the checkpoint before.
        // That holds too for a checkpoint that a fork has cut.
        var before = await FindAsync(checkpoint.Number - 1, cancellationToken);
        int[] numbers = [.. checkpoint.Needs.Union(before is null ? [] : [.. before.Needs, before.Number])];
        return [.. await ReadAsync(numbers, cancellationToken), checkpoint];
    }

    /// <summary>The events of the whole conversation, oldest first.</summary>
    public async Task<List<ConversationEvent>> ReadEventsAsync(CancellationToken cancellationToken)
    {
        var found = new List<ConversationEvent>();
        foreach (var stretch in Stretches)
        {
            var checkpoints = await stretch.Checkpoints(_context, _tenant).OrderBy(c => c.Number).Select(CheckpointEvents.FromEntity)
                .ToFilledListAsync(_context, _tenant, cancellationToken);
            found.AddRange(checkpoints.SelectMany(checkpoint => StoredEvents.Read(checkpoint.Events, checkpoint.Turn))
                .Where(stored => stored.Number <= stretch.UptoEvent));
        }

        return found;
    }

    /// <summary>An input, or null when there is none of that number.</summary>
    public Task<InputEntity?> FindInputAsync(int number, CancellationToken cancellationToken) =>
        Stretches.First(stretch => number <= stretch.UptoTurn).Inputs(_context, _tenant).SingleOrDefaultAsync(i => i.Number == number, cancellationToken);

    /// <summary>All inputs, oldest first.</summary>
    public async Task<List<InputEntity>> ReadInputsAsync(CancellationToken cancellationToken)
    {
        var found = new List<InputEntity>();
        foreach (var stretch in Stretches)
        {
            found.AddRange(await stretch.Inputs(_context, _tenant).OrderBy(i => i.Number).ToListAsync(cancellationToken));
        }

        return found;
    }

    /// <summary>Takes the supersteps behind <paramref name="upto"/> out of a checkpoint, as if it had been committed before them.</summary>
    public void Cut(CheckpointEntity checkpoint, int upto)
    {
        if (checkpoint.LastNumber <= upto)
        {
            return;
        }

        var body = JsonNode.Parse(checkpoint.Body)!;
        var events = JsonNode.Parse(checkpoint.Events)!.AsArray();
        body[StoredNames.Supersteps.Value]!.AsArray().RemoveAll(superstep => superstep![StoredNames.Number.Value]!.GetValue<int>() > upto);
        checkpoint.LastEvent -= events.RemoveAll(stored => stored![StoredNames.Superstep.Value]!.GetValue<int>() > upto);
        checkpoint.Body = body.ToJsonString(StoredJson.Options);
        checkpoint.Events = events.ToJsonString(StoredJson.Options);
        checkpoint.LastNumber = upto;
        checkpoint.EndsTurn = false;
        _cut.Add(checkpoint);
    }

    /// <summary>True for a checkpoint that was cut: the turn's progress in it is that of a later superstep.</summary>
    public bool IsCut(CheckpointEntity checkpoint) => _cut.Contains(checkpoint);

    private async Task<List<CheckpointEntity>> ReadAsync(
        HistoryStretch stretch, Func<IQueryable<CheckpointEntity>, IQueryable<CheckpointEntity>> query, CancellationToken cancellationToken)
    {
        var found = await query(stretch.Checkpoints(_context, _tenant)).ToFilledListAsync(_context, _tenant, cancellationToken);
        found.ForEach(checkpoint => Cut(checkpoint, stretch.Upto));
        return found;
    }
}
