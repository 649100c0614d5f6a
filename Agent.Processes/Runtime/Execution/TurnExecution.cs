using System.Text.Json;
using Agent.Processes.Runtime.Compilation;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime.Execution;

/// <summary>
/// Runs supersteps in memory and writes down what they did. It knows no database: the caller commits the draft whenever it must,
/// and forgets all of this when a commit fails.
/// </summary>
internal sealed class TurnExecution(ConversationMemory memory, Kernel kernel, TimeProvider clock) : IDisposable
{
    private readonly PooledJson _scratch = new();

    public CheckpointDraft Draft { get; } = new();

    /// <summary>Starts a turn: its input becomes the first messages.</summary>
    public void Begin(int turn, string kind, ReadOnlyMemory<byte> payload)
    {
        memory.Turn = turn;
        memory.IsBetweenTurns = false;
        memory.Progress = memory.Progress.Next(memory.LastSuperstep + 1);
        Draft.Open(memory.LastSuperstep + 1);
        var text = kind == ConversationInputs.Message ? JsonSerializer.Deserialize<CustomerMessage>(payload.Span, StoredJson.Options)?.Text : null;
        WriteEvent(memory.LastSuperstep + 1, ConversationEvents.TurnStarted, new TurnStarted(TurnIds.Format(turn), kind, text));
        foreach (var edge in memory.Workflow.Inputs.GetValueOrDefault(kind, []))
        {
            memory.Pending.Add(new(edge.Step!, edge.Function!, edge.Parameter, payload));
        }
    }

    /// <summary>
    /// Whether the draft has to be committed before the next superstep: always after an activity, and after an outward event unless what comes next only computes.
    /// </summary>
    public bool MustCommit => Draft.HasActivity
        || (Draft.HasOutwardEvent && memory.Pending.Exists(message => !message.IsHeld && !message.Function.MakesNoActivity));

    /// <summary>Delivers all messages, runs the functions they complete, and routes the events.</summary>
    public async Task RunSuperstepAsync(CancellationToken cancellationToken)
    {
        var superstep = memory.LastSuperstep + 1;
        Draft.Open(superstep);
        var runs = Deliver();

        // A step that does not heed its token is left behind: nothing of it is committed, and the turn ends in time all the same.
        await RunAsync(runs, cancellationToken).WaitAsync(cancellationToken);

        // From here on nothing waits and nothing fails: the superstep is over, and is written down.
        memory.LastSuperstep = superstep;
        var body = Draft.Body;
        body.WriteStartObject();
        body.WriteNumber(StoredNames.Number, superstep);
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

        await RouteAsync(superstep, runs);
        WriteStates(runs);
        WritePending();
        WriteActivities(runs);
        body.WriteEndObject();
    }

    /// <summary>Ends the turn with the event that says so.</summary>
    public ConversationStatus End()
    {
        var status = memory.Progress switch
        {
            { Ended: true } => ConversationStatus.Completed,
            { Waiting: not null } => ConversationStatus.Waiting,
            _ => ConversationStatus.Idle,
        };
        Draft.Open(memory.LastSuperstep + 1);
        if (memory.LastSuperstep < Draft.Number)
        {
            WriteBareSuperstep(error: null);
        }

        WriteEvent(memory.LastSuperstep, ConversationEvents.TurnCompleted,
            new TurnCompleted(TurnIds.Format(memory.Turn), status, memory.Progress.Reply, memory.Progress.Waiting));
        memory.IsBetweenTurns = true;
        return status;
    }

    /// <summary>Ends the turn in failure. What was under way is dropped; the conversation can go on with its next input.</summary>
    /// <param name="failure">What the customer may read.</param>
    /// <param name="error">The error itself, for the operator: stored with the superstep, never on the stream.</param>
    public ConversationStatus Fail(TurnFailed failure, string error)
    {
        Draft.Open(memory.LastSuperstep + 1);
        memory.Pending.Clear();
        WriteBareSuperstep(error);
        WriteEvent(memory.LastSuperstep, ConversationEvents.TurnFailed, failure);
        memory.IsBetweenTurns = true;
        return ConversationStatus.Failed;
    }

    public void Dispose()
    {
        _scratch.Dispose();
        Draft.Dispose();
    }

    /// <summary>Matches messages with parameters. A function runs once all its required ones are there; until then its messages are held.</summary>
    private List<StepRun> Deliver()
    {
        var runs = new List<StepRun>();
        var held = new List<PendingMessage>();
        foreach (var message in memory.Pending)
        {
            if (message.Parameter is null)
            {
                runs.Add(new(message.Step, message.Function, []));
                continue;
            }

            held.RemoveAll(other => other.Function == message.Function && other.Step == message.Step && other.Parameter == message.Parameter);
            held.Add(message with { IsHeld = true });
            var bound = held.FindAll(other => other.Function == message.Function && other.Step == message.Step);
            if (message.Function.Parameters.All(parameter => !parameter.IsRequired || bound.Exists(other => other.Parameter == parameter)))
            {
                held.RemoveAll(bound.Contains);
                runs.Add(new(message.Step, message.Function, Arguments(message.Function, bound)));
            }
        }

        memory.Pending = held;
        return runs;
    }

    private object?[] Arguments(CompiledFunction function, List<PendingMessage> messages)
    {
        var arguments = new object?[function.Parameters.Count];
        foreach (var parameter in function.Parameters)
        {
            arguments[parameter.Position] = messages.Find(message => message.Parameter == parameter) is { Payload: { } payload }
                ? JsonSerializer.Deserialize(payload.Span, parameter.Type, memory.Workflow.Json)
                : parameter.Default;
        }

        return arguments;
    }

    /// <summary>Steps run at the same time; several messages to one step, in their order.</summary>
    private Task RunAsync(List<StepRun> runs, CancellationToken cancellationToken)
    {
        if (runs.Count == 1)
        {
            return runs[0].RunAsync(memory.Slots[runs[0].Step.Index], kernel, clock, cancellationToken);
        }

        return Task.WhenAll(runs.GroupBy(run => run.Step).Select(async group =>
        {
            foreach (var run in group)
            {
                await run.RunAsync(memory.Slots[group.Key.Index], kernel, clock, cancellationToken);
            }
        }));
    }

    private async ValueTask RouteAsync(int superstep, List<StepRun> runs)
    {
        foreach (var run in runs.Count == 1 ? runs : runs.OrderBy(run => run.Step.Index).ToList())
        {
            WriteEvent(superstep, ConversationEvents.StepCompleted, new StepCompleted(
                run.Step.Path, run.Function.Name, superstep, Math.Round(run.Duration.TotalMilliseconds, 3), run.Error?.GetType().Name));
            foreach (var emitted in run.Events)
            {
                TakeOutward(superstep, emitted);
                await RouteAsync(run.Step.Edges.GetValueOrDefault(emitted.Id, []), emitted);
            }

            await RouteEndAsync(run);
        }
    }

    private async ValueTask RouteEndAsync(StepRun run)
    {
        if (run.Error is not { } error)
        {
            if (run.Step.Edges.TryGetValue(run.Function.ResultEvent, out var resultEdges))
            {
                await RouteAsync(resultEdges, new() { Id = run.Function.ResultEvent, Data = run.Result, Visibility = KernelProcessEventVisibility.Public });
            }

            return;
        }

        // A handler of errors that fails itself is not asked again about its own failure.
        var edges = Array.FindAll(
            run.Step.Edges.GetValueOrDefault(run.Function.ErrorEvent, run.Step.ErrorEdges), edge => edge.Function != run.Function);
        if (edges.Length == 0)
        {
            throw new UnroutedErrorException(run.Step.Path, error);
        }

        await RouteAsync(edges, new() { Id = run.Function.ErrorEvent, Data = KernelProcessError.FromException(error), Visibility = KernelProcessEventVisibility.Public });
    }

    private async ValueTask RouteAsync(CompiledEdge[] edges, KernelProcessEvent emitted)
    {
        ReadOnlyMemory<byte>? payload = null;
        foreach (var edge in edges)
        {
            if (edge.IsEnd || (edge.PublicOnly && emitted.Visibility != KernelProcessEventVisibility.Public))
            {
                continue;
            }

            if (edge.Condition is { } condition && !await condition.Callback(
                emitted with { Data = emitted.Data is null ? null : KernelProcessEventData.FromObject(emitted.Data) }, null))
            {
                continue;
            }

            payload ??= emitted.Data is { } data && edge.Parameter is not null ? Serialize(data) : null;
            if (payload is null && edge.Parameter is { IsRequired: true } parameter)
            {
                throw new InvalidOperationException(
                    $"Event '{emitted.Id}' carries no data, but '{edge.Step!.Path}.{edge.Function!.Name}' needs it for '{parameter.Name}'.");
            }

            memory.Pending.Add(new(edge.Step!, edge.Function!, edge.Parameter, payload));
        }
    }

    private byte[] Serialize(object data) => JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), memory.Workflow.Json);

    private void TakeOutward(int superstep, KernelProcessEvent emitted)
    {
        if (emitted.Visibility != KernelProcessEventVisibility.Public)
        {
            return;
        }

        if (memory.Workflow.EndEvents.Contains(emitted.Id))
        {
            memory.Progress = memory.Progress with { Ended = true };
        }

        if (!ConversationEvents.FromSteps.Contains(emitted.Id))
        {
            return;
        }

        Draft.HasOutwardEvent = true;
        WriteEvent(superstep, emitted.Id, emitted.Data);
        memory.Progress = emitted.Data switch
        {
            MessageCompleted message => memory.Progress with { Replies = [.. memory.Progress.Replies, message.Text] },
            // The facts stay with the approval's row and its event; every checkpoint until the decision would repeat them.
            ApprovalRequested request => memory.Progress with { Waiting = request with { Facts = null } },
            ApprovalDecided decided when decided.ApprovalId == memory.Progress.Waiting?.ApprovalId => memory.Progress with { Waiting = null },
            _ => memory.Progress,
        };
        if (emitted.Data is ApprovalRequested asked)
        {
            Draft.Approvals.Add(asked);
        }
    }

    private void WriteEvent(int superstep, string type, object? data)
    {
        var events = Draft.Events;
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

    private void WriteBareSuperstep(string? error)
    {
        Draft.Body.WriteStartObject();
        Draft.Body.WriteNumber(StoredNames.Number, ++memory.LastSuperstep);
        if (error is not null)
        {
            Draft.Body.WriteString(StoredNames.Error, error);
        }

        WritePending();
        Draft.Body.WriteEndObject();
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
                Draft.Body.WriteStartObject(StoredNames.States);
                isOpen = true;
            }

            slot.Stored = _scratch.WrittenSpan.ToArray();
            slot.Checkpoint = Draft.Number;
            Draft.Body.WritePropertyName(slot.Step.Path);
            Draft.Body.WriteRawValue(slot.Stored, skipInputValidation: true);
        }

        if (isOpen)
        {
            Draft.Body.WriteEndObject();
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
                    Draft.Body.WriteStartArray(StoredNames.Logs);
                    isOpen = true;
                }

                Draft.Body.WriteStartObject();
                Draft.Body.WriteString(StoredNames.To, slot.Step.Path);
                Draft.Body.WriteString(StoredNames.Parameter, log.Name);
                Draft.Body.WritePropertyName(StoredNames.Data);
                entries.WriteUnsaved(Draft.Body, memory.Workflow.Json);
                Draft.Body.WriteEndObject();
                entries.Seal(Draft.Number);
            }
        }

        if (isOpen)
        {
            Draft.Body.WriteEndArray();
        }
    }

    private void WritePending()
    {
        if (memory.Pending.Count == 0)
        {
            return;
        }

        var body = Draft.Body;
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
                Draft.Body.WriteStartArray(StoredNames.Activities);
                isOpen = true;
            }

            JsonSerializer.Serialize(Draft.Body, activity, StoredJson.Options);
            memory.Progress = memory.Progress.With(activity);
            Draft.HasActivity = true;
        }

        if (isOpen)
        {
            Draft.Body.WriteEndArray();
        }
    }
}
