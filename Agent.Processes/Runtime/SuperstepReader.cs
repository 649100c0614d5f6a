using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Storage;

namespace Agent.Processes.Runtime;

/// <summary>The supersteps of a conversation as people read them.</summary>
internal sealed class SuperstepReader(CheckpointHistory history)
{
    private static readonly JsonElement s_none = JsonSerializer.SerializeToElement(Array.Empty<int>());
    private static readonly JsonElement s_empty = JsonSerializer.SerializeToElement(new Dictionary<string, string>());

    public async Task<IReadOnlyList<SuperstepView>> ReadAsync(ConversationKey key, int after, int limit, CancellationToken cancellationToken) =>
        [.. (await history.ReadAsync(key, after, limit, cancellationToken)).SelectMany(Supersteps).Where(superstep => superstep.Number > after).Take(limit)];

    public Task<int> CountAsync(ConversationKey key, CancellationToken cancellationToken) => history.CountAsync(key, cancellationToken);

    public async Task<CheckpointView?> FindAsync(ConversationKey key, int superstep, CancellationToken cancellationToken)
    {
        if (await history.ReadStateAsync(key, superstep, cancellationToken) is not [.., var last] checkpoints)
        {
            return null;
        }

        var view = Supersteps(last).Single(candidate => candidate.Number == superstep);
        var before = superstep == 1 ? null : await history.ReadStateAsync(key, superstep - 1, cancellationToken);
        var changed = view.States.EnumerateObject().Select(state => state.Name).ToHashSet(StringComparer.Ordinal);
        return new(
            view,
            States(checkpoints, superstep),
            States(before ?? [], superstep - 1).Where(state => changed.Contains(state.Key)).ToDictionary(state => state.Key, state => state.Value, StringComparer.Ordinal));
    }

    private static IEnumerable<SuperstepView> Supersteps(CheckpointEntity checkpoint)
    {
        using var body = JsonDocument.Parse(checkpoint.Body);
        using var events = JsonDocument.Parse(checkpoint.Events);
        return [.. body.RootElement.GetProperty(StoredNames.Supersteps.EncodedUtf8Bytes).EnumerateArray().Select(superstep =>
        {
            var number = StoredNames.NumberOf(superstep);
            return new SuperstepView(
                number,
                TurnIds.Format(checkpoint.Turn),
                checkpoint.CommittedAt,
                [.. Member(superstep, StoredNames.Ran, s_none).EnumerateArray().Select(ran => ran.GetString()!)],
                Member(superstep, StoredNames.States, s_empty),
                [.. Member(superstep, StoredNames.Pending, s_none).EnumerateArray().Select(Message)],
                [.. StoredEvents.ReadOf(number, events.RootElement, checkpoint.Turn)],
                Member(superstep, StoredNames.Activities, s_none),
                superstep.TryGetProperty(StoredNames.Error.EncodedUtf8Bytes, out var error) ? error.GetString() : null,
                superstep.TryGetProperty(StoredNames.At.EncodedUtf8Bytes, out var at) ? at.GetDateTimeOffset() : null,
                checkpoint.JournalRemoved,
                RequestOf(body.RootElement));
        })];
    }

    private static string? RequestOf(JsonElement body) =>
        body.GetProperty(StoredNames.Turn.EncodedUtf8Bytes).TryGetProperty(StoredNames.TurnRequest.EncodedUtf8Bytes, out var request) ? request.GetString() : null;

    private static WaitingMessageView Message(JsonElement stored) => new(
        stored.GetProperty(StoredNames.To.EncodedUtf8Bytes).GetString()!,
        stored.GetProperty(StoredNames.Function.EncodedUtf8Bytes).GetString()!,
        stored.TryGetProperty(StoredNames.Parameter.EncodedUtf8Bytes, out var parameter) ? parameter.GetString() : null,
        stored.TryGetProperty(StoredNames.Data.EncodedUtf8Bytes, out var data) ? data.Clone() : null,
        stored.TryGetProperty(StoredNames.Held.EncodedUtf8Bytes, out _));

    private static JsonElement Member(JsonElement superstep, JsonEncodedText name, JsonElement otherwise) =>
        superstep.TryGetProperty(name.EncodedUtf8Bytes, out var member) ? member.Clone() : otherwise;

    /// <summary>Every step's state after a superstep, its append-only lists filled with the entries in memory at that time.</summary>
    private static Dictionary<string, JsonElement> States(IReadOnlyList<CheckpointEntity> checkpoints, int superstep)
    {
        var states = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var logs = new List<(int Checkpoint, string Step, string Log, JsonArray Entries)>();
        foreach (var checkpoint in checkpoints)
        {
            foreach (var step in JsonNode.Parse(checkpoint.Body)![StoredNames.Supersteps.Value]!.AsArray()
                .Where(step => step![StoredNames.Number.Value]!.GetValue<int>() <= superstep))
            {
                foreach (var (path, state) in step![StoredNames.States.Value]?.AsObject() ?? [])
                {
                    states[path] = state!.AsObject();
                }

                logs.AddRange((step[StoredNames.Logs.Value]?.AsArray() ?? []).Select(log => (
                    checkpoint.Number, log![StoredNames.To.Value]!.GetValue<string>(), log[StoredNames.Parameter.Value]!.GetValue<string>(),
                    log[StoredNames.Data.Value]!.AsArray())));
            }
        }

        return states.ToDictionary(state => state.Key, state => Filled(state.Key, state.Value, logs), StringComparer.Ordinal);
    }

    private static JsonElement Filled(string step, JsonObject state, List<(int Checkpoint, string Step, string Log, JsonArray Entries)> logs)
    {
        foreach (var name in logs.Where(log => log.Step == step).Select(log => log.Log).Distinct())
        {
            var member = JsonNamingPolicy.CamelCase.ConvertName(name);
            if (state[member]?["in"] is not JsonArray segments)
            {
                continue;
            }

            var wanted = segments.Select(segment => segment![0]!.GetValue<int>()).ToHashSet();
            state[member] = new JsonArray([.. logs.Where(log => log.Step == step && log.Log == name && wanted.Contains(log.Checkpoint))
                .SelectMany(log => log.Entries).Select(entry => entry?.DeepClone())]);
        }

        return JsonSerializer.SerializeToElement(state);
    }
}
