using System.Text.Json;
using Agent.Processes.Journal;
using Agent.Processes.Runtime.Compilation;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime.Execution;

/// <summary>Turns what steps emit into messages for the next superstep, and into events of the stream.</summary>
internal sealed class EventRouter(ConversationMemory memory, CheckpointDraft draft, SuperstepWriter writer)
{
    /// <summary>Routes everything that a superstep's functions emitted, in the order of the steps' declaration.</summary>
    /// <exception cref="UnroutedErrorException">A function failed, and its error leads nowhere.</exception>
    public async ValueTask RouteAsync(int superstep, List<StepRun> runs)
    {
        foreach (var run in runs.Count == 1 ? runs : runs.OrderBy(run => run.Step.Index).ToList())
        {
            writer.WriteStepCompleted(superstep, run);
            for (var index = 0; index < run.EventCount; index++)
            {
                var emitted = run.Events[index];
                TakeOutward(superstep, emitted, run);
                if (run.Step.Edges.TryGetValue(emitted.Id, out var edges))
                {
                    await RouteAsync(edges, emitted);
                }
            }

            await RouteEndAsync(run);
        }
    }

    private ValueTask RouteEndAsync(StepRun run)
    {
        if (run.Error is { } error)
        {
            return RouteErrorAsync(run, error);
        }

        return run.Step.Edges.TryGetValue(run.Function.ResultEvent, out var edges)
            ? RouteAsync(edges, new() { Id = run.Function.ResultEvent, Data = run.Result, Visibility = KernelProcessEventVisibility.Public })
            : default;
    }

    private ValueTask RouteErrorAsync(StepRun run, Exception error)
    {
        // A handler of errors that fails itself is not asked again about its own failure.
        var edges = Array.FindAll(
            run.Step.Edges.GetValueOrDefault(run.Function.ErrorEvent, run.Step.ErrorEdges), edge => edge.Function != run.Function);
        if (edges.Length == 0)
        {
            throw new UnroutedErrorException(run.Step.Path, error);
        }

        return RouteAsync(edges, new() { Id = run.Function.ErrorEvent, Data = RecordedException.ErrorOf(error), Visibility = KernelProcessEventVisibility.Public });
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

            if (payload is null && emitted.Data is { } data && edge.Parameter is not null)
            {
                payload = JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), memory.Workflow.Json);
            }

            if (payload is null && edge.Parameter is { IsRequired: true } parameter)
            {
                throw new InvalidOperationException(
                    $"Event '{emitted.Id}' carries no data, but '{edge.Step!.Path}.{edge.Function!.Name}' needs it for '{parameter.Name}'.");
            }

            memory.Pending.Add(new(edge.Step!, edge.Function!, edge.Parameter, payload));
        }
    }

    private void TakeOutward(int superstep, KernelProcessEvent emitted, StepRun run)
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

        draft.HasOutwardEvent = true;
        writer.WriteEvent(superstep, emitted.Id, emitted.Data);
        if (emitted.Data is ApprovalDecided answer && memory.Progress is { Waiting: { } waiting, WaitingSince: { } since } && waiting.ApprovalId == answer.ApprovalId)
        {
            draft.Waits.Add((waiting, since, answer));
        }

        memory.Progress = emitted.Data switch
        {
            MessageCompleted message => memory.Progress with { Replies = [.. memory.Progress.Replies, message.Text] },
            // The facts stay with the approval's row and its event; every checkpoint until the decision would repeat them.
            ApprovalRequested request => memory.Progress with { Waiting = request with { Facts = null, Reminders = null }, WaitingSince = run.Activities.Now },
            ApprovalDecided decided when decided.ApprovalId == memory.Progress.Waiting?.ApprovalId => memory.Progress with { Waiting = null, WaitingSince = null },
            _ => memory.Progress,
        };
        if (emitted.Data is ApprovalRequested asked)
        {
            draft.Approvals.Add(asked);
        }
    }
}
