using System.Text.Json;
using Agent.Processes.Journal;
using Agent.Processes.Telemetry;

namespace Agent.Processes.Runtime.Execution;

/// <summary>Writes supersteps and events down as they are stored: only what changed, once.</summary>
internal sealed class SuperstepWriter(ConversationMemory memory, CheckpointDraft draft, TimeProvider clock) : IDisposable
{
    private readonly PooledJson _scratch = new();
    private readonly List<StepSlot> _slots = [];

    /// <summary>Begins a superstep with what ran in it.</summary>
    /// <param name="superstep">Its number.</param>
    /// <param name="now">The time its steps saw.</param>
    /// <param name="runs">What ran.</param>
    public void Begin(int superstep, DateTimeOffset now, List<StepRun> runs)
    {
        if (draft.Discards)
        {
            return;
        }

        var body = draft.Body;
        body.WriteStartObject();
        body.WriteNumber(StoredNames.Number, superstep);
        body.WriteString(StoredNames.At, now);
        body.WriteStartArray(StoredNames.Ran);
        foreach (var run in runs)
        {
            body.WriteStringValue(run.Function.Address);
        }

        body.WriteEndArray();
        if (runs.Exists(static run => run.Error is not null))
        {
            body.WriteString(StoredNames.Error, string.Join('\n', runs.Where(run => run.Error is not null)
                .Select(run => $"{run.Function.Address}: {RecordedException.NameOf(run.Error!)}: {run.Error!.Message}")));
        }
    }

    /// <summary>Ends a superstep with what it leaves behind: changed states, waiting messages, activities.</summary>
    public void End(List<StepRun> runs)
    {
        if (draft.Discards)
        {
            return;
        }

        WriteStates(runs);
        WritePending();
        WriteActivities(runs);
        draft.Body.WriteEndObject();
    }

    /// <summary>Puts an event on the conversation's stream, under the next number.</summary>
    public void WriteEvent(int superstep, string type, object? data)
    {
        if (draft.Discards)
        {
            return;
        }

        var events = draft.Events;
        WriteStartOfEvent(superstep, type);
        if (data is not null)
        {
            events.WritePropertyName(StoredNames.Data);
            JsonSerializer.Serialize(events, data, data.GetType(), memory.Workflow.Json);
            if (TurnMeasurement.Counts(data))
            {
                draft.Outcomes.Add(data);
            }
        }

        events.WriteEndObject();
    }

    /// <summary>Puts the end of a step's function on the stream: by hand, since no other event is nearly as frequent.</summary>
    public void WriteStepCompleted(int superstep, StepRun run)
    {
        if (draft.Discards)
        {
            return;
        }

        var events = draft.Events;
        WriteStartOfEvent(superstep, ConversationEvents.StepCompleted);
        events.WriteStartObject(StoredNames.Data);
        events.WriteString(StoredNames.StepCompletedStep, run.Step.EncodedPath);
        events.WriteString(StoredNames.StepCompletedFunction, run.Function.EncodedName);
        events.WriteNumber(StoredNames.StepCompletedSuperstep, superstep);
        events.WriteNumber(StoredNames.StepCompletedDuration, Math.Round(run.Duration.TotalMilliseconds, 3));
        if (run.Error is { } error)
        {
            events.WriteString(StoredNames.Error, RecordedException.NameOf(error));
        }

        events.WriteEndObject();
        events.WriteEndObject();
    }

    /// <summary>Writes a superstep in which nothing ran, such as the end of a failed turn.</summary>
    /// <param name="error">What failed, when something did.</param>
    /// <param name="isFromOutside">True for what somebody did to the conversation from outside: no run of its steps would come to it.</param>
    public void WriteBareSuperstep(string? error, bool isFromOutside = false)
    {
        draft.Body.WriteStartObject();
        draft.Body.WriteNumber(StoredNames.Number, ++memory.LastSuperstep);
        if (error is not null)
        {
            draft.Body.WriteString(StoredNames.Error, error);
        }

        if (isFromOutside)
        {
            draft.Body.WriteBoolean(StoredNames.Outside, true);
        }

        WritePending();
        draft.Body.WriteEndObject();
    }

    private void WriteStartOfEvent(int superstep, string type)
    {
        var events = draft.Events;
        events.WriteStartObject();
        events.WriteNumber(StoredNames.Number, ++memory.LastEvent);
        events.WriteNumber(StoredNames.Superstep, superstep);
        events.WriteString(StoredNames.Type, type);
        events.WriteString(StoredNames.At, clock.GetUtcNow());
        if (memory.Progress.RequestId is { } request)
        {
            // Beside the data: it is no part of what happened, and a replay does not look at it.
            events.WriteString(StoredNames.Request, request);
        }
    }

    private void WriteStates(List<StepRun> runs)
    {
        _slots.Clear();
        foreach (var run in runs)
        {
            var slot = memory.Slots[run.Step.Index];
            if (slot.State is not null && !_slots.Contains(slot))
            {
                _slots.Add(slot);
            }
        }

        WriteLogs();
        var isOpen = false;
        var isVersioned = false;
        foreach (var slot in _slots)
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

            slot.Keep(_scratch.WrittenSpan, draft.Number);
            draft.Body.WritePropertyName(slot.Step.EncodedPath);
            draft.Body.WriteRawValue(_scratch.WrittenSpan, skipInputValidation: true);
            isVersioned |= slot.Step.Versions.IsNamed;
        }

        if (isOpen)
        {
            draft.Body.WriteEndObject();
        }

        if (isVersioned)
        {
            WriteVersions();
        }
    }

    /// <summary>A version stands beside the states, only where it is not the first one: most steps never had another.</summary>
    private void WriteVersions()
    {
        draft.Body.WriteStartObject(StoredNames.Versions);
        foreach (var slot in _slots)
        {
            if (slot.Step.Versions.IsNamed && slot.Checkpoint == draft.Number)
            {
                draft.Body.WriteString(slot.Step.EncodedPath, slot.Step.Versions.Encoded);
            }
        }

        draft.Body.WriteEndObject();
    }

    private void WriteLogs()
    {
        var isOpen = false;
        foreach (var slot in _slots)
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
            body.WriteString(StoredNames.To, message.Step.EncodedPath);
            body.WriteString(StoredNames.Function, message.Function.EncodedName);
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
        foreach (var run in runs)
        {
            if (run.Activities.Records is not { } activities)
            {
                continue;
            }

            foreach (var activity in activities)
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
        }

        if (isOpen)
        {
            draft.Body.WriteEndArray();
        }
    }

    public void Dispose() => _scratch.Dispose();
}
