using System.Runtime.InteropServices;
using System.Text.Json;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Runtime.Execution;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Rebuilds a conversation from its stored checkpoints.</summary>
internal static class ConversationLoader
{
    public static ConversationMemory Load(CompiledWorkflow workflow, IReadOnlyList<StoredCheckpoint> checkpoints)
    {
        var memory = new ConversationMemory(workflow);
        if (checkpoints.Count == 0)
        {
            return memory;
        }

        var documents = checkpoints.Select(checkpoint => JsonDocument.Parse(checkpoint.Body)).ToList();
        try
        {
            var states = new JsonElement?[workflow.Steps.Count];
            var logs = new Dictionary<(string Step, string Log), List<(int Checkpoint, JsonElement Entries)>>();
            JsonElement last = default;
            for (var index = 0; index < checkpoints.Count; index++)
            {
                foreach (var superstep in documents[index].RootElement.GetProperty(StoredNames.Supersteps.EncodedUtf8Bytes).EnumerateArray())
                {
                    if (superstep.GetProperty(StoredNames.Number.EncodedUtf8Bytes).GetInt32() > checkpoints[index].LastNumber)
                    {
                        break; // Behind the point of a fork: not a part of this conversation's past.
                    }

                    Collect(superstep, checkpoints[index].Number, memory, states, logs);
                    last = superstep;
                }
            }

            RestoreStates(memory, states, logs);
            RestorePending(memory, last);
            RestoreProgress(memory, checkpoints[^1], documents[^1].RootElement);
            return memory;
        }
        finally
        {
            documents.ForEach(document => document.Dispose());
        }
    }

    /// <summary>Loads what is needed to end a turn in failure, whatever became of the workflow and its states since they were stored.</summary>
    public static ConversationMemory LoadWithoutStates(IReadOnlyList<StoredCheckpoint> checkpoints)
    {
        var memory = new ConversationMemory(CompiledWorkflow.None, [.. checkpoints.Where(HoldsState).Select(checkpoint => checkpoint.Number)]);
        if (checkpoints is [.., var last])
        {
            using var body = JsonDocument.Parse(last.Body);
            RestoreProgress(memory, last, body.RootElement);
        }

        return memory;
    }

    /// <summary>A checkpoint without a state is needed by nobody: else each thing done from outside would be carried along by all that follow.</summary>
    private static bool HoldsState(StoredCheckpoint checkpoint)
    {
        using var body = JsonDocument.Parse(checkpoint.Body);
        return body.RootElement.GetProperty(StoredNames.Supersteps.EncodedUtf8Bytes).EnumerateArray().Any(superstep =>
            superstep.TryGetProperty(StoredNames.States.EncodedUtf8Bytes, out _) || superstep.TryGetProperty(StoredNames.Logs.EncodedUtf8Bytes, out _));
    }

    private static void Collect(
        JsonElement superstep, int checkpoint, ConversationMemory memory, JsonElement?[] states,
        Dictionary<(string Step, string Log), List<(int Checkpoint, JsonElement Entries)>> logs)
    {
        if (superstep.TryGetProperty(StoredNames.States.EncodedUtf8Bytes, out var stored))
        {
            var versioned = superstep.TryGetProperty(StoredNames.Versions.EncodedUtf8Bytes, out var versions);
            foreach (var state in stored.EnumerateObject())
            {
                if (memory.Workflow.FindStep(state.Name) is { State: not null } step)
                {
                    states[step.Index] = state.Value;
                    memory.Slots[step.Index].StoredVersion = versioned && versions.TryGetProperty(state.Name, out var version) ? version.GetString()! : StateVersions.First;
                    memory.Slots[step.Index].Checkpoint = checkpoint;
                }
            }
        }

        if (!superstep.TryGetProperty(StoredNames.Logs.EncodedUtf8Bytes, out var added))
        {
            return;
        }

        foreach (var log in added.EnumerateArray())
        {
            var name = (log.GetProperty(StoredNames.To.EncodedUtf8Bytes).GetString()!, log.GetProperty(StoredNames.Parameter.EncodedUtf8Bytes).GetString()!);
            if (!logs.TryGetValue(name, out var entries))
            {
                logs.Add(name, entries = []);
            }

            entries.Add((checkpoint, log.GetProperty(StoredNames.Data.EncodedUtf8Bytes)));
        }
    }

    private static void RestoreStates(
        ConversationMemory memory, JsonElement?[] states, Dictionary<(string Step, string Log), List<(int Checkpoint, JsonElement Entries)>> logs)
    {
        foreach (var slot in memory.Slots)
        {
            if (states[slot.Step.Index] is not { } stored)
            {
                continue;
            }

            slot.State = slot.Step.State!.Read(slot.Step.Versions.Read(stored, slot.StoredVersion, slot.Step.Path), memory.Workflow.Json);
            slot.Keep(JsonMarshal.GetRawUtf8Value(stored), slot.Checkpoint);
            foreach (var log in slot.Step.State.Logs)
            {
                var target = log.Get(slot.State);
                var wanted = target.Segments.Select(segment => segment.Checkpoint).ToHashSet();
                foreach (var (checkpoint, entries) in logs.GetValueOrDefault((slot.Step.Path, log.Name), []))
                {
                    if (wanted.Contains(checkpoint))
                    {
                        target.Load(entries, memory.Workflow.Json);
                    }
                }
            }
        }
    }

    private static void RestorePending(ConversationMemory memory, JsonElement superstep)
    {
        if (!superstep.TryGetProperty(StoredNames.Pending.EncodedUtf8Bytes, out var pending))
        {
            return;
        }

        foreach (var message in pending.EnumerateArray())
        {
            var path = message.GetProperty(StoredNames.To.EncodedUtf8Bytes).GetString()!;
            var name = message.GetProperty(StoredNames.Function.EncodedUtf8Bytes).GetString()!;
            var step = memory.Workflow.FindStep(path)
                ?? throw new InvalidOperationException($"Workflow '{memory.Workflow.Name}' {memory.Workflow.Version} has no step '{path}' any more, and a message waits for it.");
            var function = step.Functions.FirstOrDefault(candidate => candidate.Name == name)
                ?? throw new InvalidOperationException($"Step '{path}' has no function '{name}' any more, and a message waits for it.");
            var parameter = message.TryGetProperty(StoredNames.Parameter.EncodedUtf8Bytes, out var parameterName)
                ? function.Parameters.First(candidate => candidate.Name == parameterName.GetString())
                : null;
            ReadOnlyMemory<byte>? payload = message.TryGetProperty(StoredNames.Data.EncodedUtf8Bytes, out var data)
                ? JsonMarshal.GetRawUtf8Value(data).ToArray() : null;
            memory.Pending.Add(new(step, function, parameter, payload, message.TryGetProperty(StoredNames.Held.EncodedUtf8Bytes, out _)));
        }
    }

    private static void RestoreProgress(ConversationMemory memory, StoredCheckpoint checkpoint, JsonElement body)
    {
        memory.Turn = checkpoint.Turn;
        memory.IsBetweenTurns = checkpoint.EndsTurn;
        memory.LastSuperstep = checkpoint.LastNumber;
        memory.LastEvent = checkpoint.LastEvent;
        memory.Progress = body.GetProperty(StoredNames.Turn.EncodedUtf8Bytes).Deserialize<TurnProgress>(StoredJson.Options)!;
    }
}
