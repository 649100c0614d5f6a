using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Runtime.Storage;

namespace Agent.Processes.Runtime.Forks;

/// <summary>A conversation as it is stored after one superstep: what a fork starts from.</summary>
internal sealed class ForkMoment
{
    private ForkMoment(IReadOnlyList<CheckpointEntity> needed, int superstep, TurnProgress progress)
    {
        var last = needed[^1];
        (Superstep, Turn, EndsTurn, LastEvent, Progress) = (superstep, last.Turn, last.EndsTurn, last.LastEvent, progress);
        End = last.EndsTurn ? StoredEvents.ReadEnd(Encoding.UTF8.GetBytes(last.Events), last.Turn) : null;
        Checkpoints = [.. needed.Select(checkpoint => new StoredCheckpoint(
            checkpoint.Number, checkpoint.LastNumber, checkpoint.Turn, checkpoint.EndsTurn, checkpoint.LastEvent, Encoding.UTF8.GetBytes(checkpoint.Body)))];
        foreach (var checkpoint in needed)
        {
            foreach (var stored in JsonNode.Parse(checkpoint.Body)![StoredNames.Supersteps.Value]!.AsArray())
            {
                Collect(stored!.AsObject(), checkpoint.Number);
            }
        }
    }

    public int Superstep { get; }

    public int Turn { get; }

    /// <summary>True when nothing of the turn is left to do.</summary>
    public bool EndsTurn { get; }

    public long LastEvent { get; }

    public TurnProgress Progress { get; }

    /// <summary>How the turn ended, when it has.</summary>
    public TurnView? End { get; }

    /// <summary>What a load of this moment reads.</summary>
    public IReadOnlyList<StoredCheckpoint> Checkpoints { get; }

    /// <summary>By step path, as stored: a log says where its entries are.</summary>
    public Dictionary<string, JsonObject> States { get; } = new(StringComparer.Ordinal);

    /// <summary>The version of the step that stored each of them.</summary>
    public Dictionary<string, string> Versions { get; } = new(StringComparer.Ordinal);

    public JsonArray Pending { get; private set; } = [];

    private List<(int Checkpoint, string Step, string Log, JsonArray Entries)> Logs { get; } = [];

    /// <returns>Null when there is no such superstep.</returns>
    public static async Task<ForkMoment?> FindAsync(ConversationHistory history, int superstep, CancellationToken cancellationToken)
    {
        if (await history.FindAsync(superstep, cancellationToken) is not { } found)
        {
            return null;
        }

        var needed = await history.ReadNeededAsync(found, superstep, cancellationToken);
        history.Cut(needed[^1], superstep);
        return new(needed, superstep, await ProgressAsync(history, needed[^1], cancellationToken));
    }

    /// <summary>The entries of a log that are in memory at this moment.</summary>
    public JsonArray EntriesOf(string step, string log, JsonNode? stored)
    {
        var wanted = (stored?["in"]?.AsArray() ?? []).Select(segment => segment![0]!.GetValue<int>()).ToHashSet();
        return [.. Logs.Where(part => part.Step == step && part.Log == log && wanted.Contains(part.Checkpoint))
            .SelectMany(part => part.Entries).Select(entry => entry?.DeepClone())];
    }

    private void Collect(JsonObject superstep, int checkpoint)
    {
        foreach (var (path, state) in superstep[StoredNames.States.Value]?.AsObject() ?? [])
        {
            States[path] = state!.AsObject();
            Versions[path] = superstep[StoredNames.Versions.Value]?[path]?.GetValue<string>() ?? StateVersions.First;
        }

        foreach (var log in superstep[StoredNames.Logs.Value]?.AsArray() ?? [])
        {
            Logs.Add((checkpoint, log![StoredNames.To.Value]!.GetValue<string>(), log[StoredNames.Parameter.Value]!.GetValue<string>(),
                log[StoredNames.Data.Value]!.AsArray()));
        }

        Pending = superstep[StoredNames.Pending.Value]?.AsArray() ?? [];
    }

    /// <summary>
    /// How far the turn had come. A checkpoint stores that as of its last superstep; for one before, it is made up from the checkpoint before and
    /// from what the supersteps in between put on the stream.
    /// </summary>
    private static async Task<TurnProgress> ProgressAsync(ConversationHistory history, CheckpointEntity checkpoint, CancellationToken cancellationToken)
    {
        if (!history.IsCut(checkpoint))
        {
            return Stored(checkpoint);
        }

        var before = await history.FindAsync(checkpoint.Number - 1, cancellationToken);
        var progress = before is null ? new() : Stored(before);
        progress = before is { EndsTurn: false } ? progress : progress.Next(checkpoint.Number);
        return StoredEvents.Read(checkpoint.Events, checkpoint.Turn).Aggregate(progress, After);
    }

    private static TurnProgress Stored(CheckpointEntity checkpoint) =>
        JsonNode.Parse(checkpoint.Body)![StoredNames.Turn.Value].Deserialize<TurnProgress>(StoredJson.Options)!;

    private static TurnProgress After(TurnProgress progress, ConversationEvent happened) => happened.Type switch
    {
        ConversationEvents.MessageCompleted => progress with { Replies = [.. progress.Replies, happened.Data.Deserialize<MessageCompleted>(StoredJson.Options)!.Text] },
        ConversationEvents.ApprovalRequested => progress with { Waiting = happened.Data.Deserialize<ApprovalRequested>(StoredJson.Options)! with { Facts = null } },
        ConversationEvents.ApprovalDecided when happened.Data.Deserialize<ApprovalDecided>(StoredJson.Options)!.ApprovalId == progress.Waiting?.ApprovalId =>
            progress with { Waiting = null },
        _ => progress,
    };
}
