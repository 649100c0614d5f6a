using System.Text.Json;

namespace Agent.Processes.Runtime.Execution;

/// <summary>Writes supersteps and events down as they are stored: only what changed, once.</summary>
internal sealed class SuperstepWriter(ConversationMemory memory, CheckpointDraft draft, TimeProvider clock) : IDisposable
{
    private readonly PooledJson _scratch = new();

    /// <summary>Begins a superstep with what ran in it.</summary>
    /// <param name="superstep">Its number.</param>
    /// <param name="now">The time its steps saw.</param>
    /// <param name="runs">What ran.</param>
    public void Begin(int superstep, DateTimeOffset now, List<StepRun> runs)
    {
        var body = draft.Body;
        body.WriteStartObject();
        body.WriteNumber(StoredNames.Number, superstep);
        body.WriteString(StoredNames.At, now);
        body.WriteStartArray(StoredNames.Ran);
        foreach (var run in runs)
        {
            body.WriteStringValue($"{run.Step.Path}.{run.Function.Name}");
        }

        body.WriteEndArray();
        if (runs.Exists(run => run.Error is not null))
        {
            body.WriteString(StoredNames.Error, string.Join('\n', runs.Where(run => run.Error is not null)
                .Select(run => $"{run.Step.Path}.{run.Function.Name}: {run.Error!.GetType().Name}: {run.Error.Message}")));
        }
    }

    /// <summary>Ends a superstep with what it leaves behind: changed states, waiting messages, activities.</summary>
    public void End(List<StepRun> runs)
    {
        WriteStates(runs);
        WritePending();
        WriteActivities(runs);
        draft.Body.WriteEndObject();
    }

    /// <summary>Puts an event on the conversation's stream, under the next number.</summary>
    public void WriteEvent(int superstep, string type, object? data)
    {
        var events = draft.Events;
        events.WriteStartObject();
        events.WriteNumber(StoredNames.Number, ++memory.LastEvent);
        events.WriteNumber(StoredNames.Superstep, superstep);
        events.WriteString(StoredNames.Type, type);
        events.WriteString(StoredNames.At, clock.GetUtcNow());
        if (data is not null)
        {
            events.WritePropertyName(StoredNames.Data);
            JsonSerializer.Serialize(events, data, data.GetType(), memory.Workflow.Json);
        }

        events.WriteEndObject();
    }

    /// <summary>Writes a superstep in which nothing ran, such as the end of a failed turn.</summary>
    public void WriteBareSuperstep(string? error)
    {
        draft.Body.WriteStartObject();
        draft.Body.WriteNumber(StoredNames.Number, ++memory.LastSuperstep);
        if (error is not null)
        {
            draft.Body.WriteString(StoredNames.Error, error);
        }

        WritePending();
        draft.Body.WriteEndObject();
    }

    private void WriteStates(List<StepRun> runs)
    {
        var slots = runs.Select(run => memory.Slots[run.Step.Index]).Where(slot => slot.State is not null).Distinct().ToList();
        WriteLogs(slots);
        var isOpen = false;
        foreach (var slot in slots)
        {
            _scratch.Clear();
            slot.Step.State!.Write(_scratch.Writer, slot.State!, memory.Workflow.Json);
            _scratch.Writer.Flush();
            if (_scratch.WrittenSpan.SequenceEqual(slot.Stored))
            {
                continue;
            }

            if (!isOpen)
            {
                draft.Body.WriteStartObject(StoredNames.States);
                isOpen = true;
            }

            slot.Stored = _scratch.WrittenSpan.ToArray();
            slot.Checkpoint = draft.Number;
            draft.Body.WritePropertyName(slot.Step.Path);
            draft.Body.WriteRawValue(slot.Stored, skipInputValidation: true);
        }

        if (isOpen)
        {
            draft.Body.WriteEndObject();
        }
    }

    private void WriteLogs(List<StepSlot> slots)
    {
        var isOpen = false;
        foreach (var slot in slots)
        {
            foreach (var log in slot.Step.State!.Logs)
            {
                var entries = log.Get(slot.State!);
                if (entries.Unsaved == 0)
                {
                    continue;
                }

                if (!isOpen)
                {
                    draft.Body.WriteStartArray(StoredNames.Logs);
                    isOpen = true;
                }

                draft.Body.WriteStartObject();
                draft.Body.WriteString(StoredNames.To, slot.Step.Path);
                draft.Body.WriteString(StoredNames.Parameter, log.Name);
                draft.Body.WritePropertyName(StoredNames.Data);
                entries.WriteUnsaved(draft.Body, memory.Workflow.Json);
                draft.Body.WriteEndObject();
                entries.Seal(draft.Number);
            }
        }

        if (isOpen)
        {
            draft.Body.WriteEndArray();
        }
    }

    private void WritePending()
    {
        if (memory.Pending.Count == 0)
        {
            return;
        }

        var body = draft.Body;
        body.WriteStartArray(StoredNames.Pending);
        foreach (var message in memory.Pending)
        {
            body.WriteStartObject();
            body.WriteString(StoredNames.To, message.Step.Path);
            body.WriteString(StoredNames.Function, message.Function.Name);
            if (message.Parameter is not null)
            {
                body.WriteString(StoredNames.Parameter, message.Parameter.Name);
            }

            if (message.Payload is { } payload)
            {
                body.WritePropertyName(StoredNames.Data);
                body.WriteRawValue(payload.Span, skipInputValidation: true);
            }

            if (message.IsHeld)
            {
                body.WriteBoolean(StoredNames.Held, true);
            }

            body.WriteEndObject();
        }

        body.WriteEndArray();
    }

    private void WriteActivities(List<StepRun> runs)
    {
        var isOpen = false;
        foreach (var activity in runs.SelectMany(run => run.Activities.Records))
        {
            if (!isOpen)
            {
                draft.Body.WriteStartArray(StoredNames.Activities);
                isOpen = true;
            }

            JsonSerializer.Serialize(draft.Body, activity, StoredJson.Options);
            memory.Progress = memory.Progress.With(activity);
            draft.HasActivity = true;
        }

        if (isOpen)
        {
            draft.Body.WriteEndArray();
        }
    }

    public void Dispose() => _scratch.Dispose();
}
