using Agent.Processes.Runtime.Execution;
using Agent.Processes.Runtime.Forks;
using Agent.Processes.Runtime.Storage;
using Agent.Processes.Telemetry;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime;

/// <summary>Runs one turn of a conversation from its input, or from its last checkpoint, to its end.</summary>
internal sealed class TurnRunner(
    CheckpointStore checkpoints, TurnKernels kernels, Kernel kernel, ConversationHub hub, Departure departure, TimeProvider clock, IOptions<RuntimeOptions> options)
{
    /// <param name="claimed">The conversation.</param>
    /// <param name="memory">Its state; between turns, or in the middle of one that is to go on.</param>
    /// <param name="input">The turn's input; null to go on with the turn.</param>
    /// <param name="lost">Cancelled when nothing more may be committed.</param>
    /// <returns>The number of inputs accepted so far. When it is this turn's, the conversation is let go.</returns>
    /// <exception cref="StaleClaimException">Another one owns the conversation.</exception>
    /// <exception cref="LeavingException">This replica stops, and the rest of the turn is another one's.</exception>
    /// <exception cref="TurnLimitException">The turn took too many supersteps or too long.</exception>
    public async Task<int> RunAsync(ClaimedConversation claimed, ConversationMemory memory, StoredInput? input, CancellationToken lost)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(lost);
        limit.CancelAfter(options.Value.TurnTimeout);
        using var execution = new TurnExecution(memory, await KernelForAsync(claimed, input?.Number ?? memory.Turn, memory.Progress.Fork, limit.Token), clock);
        var started = clock.GetTimestamp();
        using var turn = RuntimeTelemetry.StartTurn(claimed, input?.Number ?? memory.Turn, input?.Kind, input is null ? memory.Progress.RequestId : input.RequestId);
        if (input is not null)
        {
            execution.Begin(input.Number, input.Kind, input.Payload, input.RequestId);
        }

        while (memory.HasWork)
        {
            if (memory.LastSuperstep - memory.Progress.From + 1 >= options.Value.MaxSuperstepsPerTurn)
            {
                throw new TurnLimitException(TurnFailures.SuperstepLimit, $"The turn took {options.Value.MaxSuperstepsPerTurn} supersteps.");
            }

            try
            {
                using var superstep = RuntimeTelemetry.StartSuperstep(memory.LastSuperstep + 1);
                await execution.RunSuperstepAsync(limit.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !lost.IsCancellationRequested)
            {
                throw new TurnLimitException(TurnFailures.Timeout, $"The turn took longer than {options.Value.TurnTimeout}.");
            }

            if (memory.HasWork && execution.MustCommit)
            {
                await CommitAsync(claimed.Claim, memory, execution.Draft, null, lost);
                departure.BetweenCommits();
            }
        }

        var status = execution.End();
        var inputs = await CommitEndAsync(claimed.Claim, memory, execution.Draft, status, lost);
        RuntimeTelemetry.End(turn, status, memory.Progress);
        TurnMeasurement.Ended(new(claimed.Head.Workflow, clock.GetElapsedTime(started).TotalSeconds), status, memory.Progress);
        return inputs;
    }

    /// <summary>Ends a turn in failure: the one under way, or the next one.</summary>
    /// <returns>The number of inputs accepted so far.</returns>
    public async Task<int> FailAsync(ClaimedConversation claimed, ConversationMemory memory, StoredInput? input, TurnFailure failure, CancellationToken lost)
    {
        using var execution = new TurnExecution(memory, kernel, clock);
        using var turn = RuntimeTelemetry.StartTurn(claimed, input?.Number ?? memory.Turn, input?.Kind, input is null ? memory.Progress.RequestId : input.RequestId);
        turn?.SetStatus(System.Diagnostics.ActivityStatusCode.Error).SetTag(TelemetryNames.Reason, failure.Reason)
            .SetTag(TelemetryNames.Fault, Faults.NameOf(failure.Fault));
        if (input is not null)
        {
            execution.Begin(input.Number, input.Kind, input.Payload, input.RequestId);
        }

        var status = execution.Fail(
            new(TurnIds.Format(memory.Turn), failure.Reason, TurnFailures.Message(failure.Reason), failure.Step), failure.Error);
        return await CommitEndAsync(claimed.Claim, memory, execution.Draft, status, lost);
    }

    private async Task<int> CommitEndAsync(Claim claim, ConversationMemory memory, CheckpointDraft draft, ConversationStatus status, CancellationToken lost)
    {
        var end = await CommitAsync(claim, memory, draft, status, lost);
        hub.End(claim.Key, memory.Turn, end.View!);
        return end.Inputs;
    }

    private async Task<(int Inputs, TurnView? View)> CommitAsync(
        Claim claim, ConversationMemory memory, CheckpointDraft draft, ConversationStatus? endsWith, CancellationToken lost)
    {
        draft.Close(memory.Progress, StoredJson.Options);
        var inputs = await StoreAsync(claim, memory, draft, endsWith, lost);
        hub.Publish(claim.Key, memory.Turn, draft.EventsJson);
        TurnMeasurement.Committed(draft.Outcomes);
        foreach (var (asked, since, decided) in draft.Waits)
        {
            RuntimeTelemetry.WaitedFor(claim.Key.Id, asked, since, decided);
            TurnMeasurement.Decided(asked, since, decided);
        }

        var view = endsWith is null ? null : StoredEvents.ReadEnd(draft.EventsJson, memory.Turn);
        draft.Clear();
        return (inputs, view);
    }

    private async Task<int> StoreAsync(Claim claim, ConversationMemory memory, CheckpointDraft draft, ConversationStatus? endsWith, CancellationToken lost)
    {
        var started = clock.GetTimestamp();
        using var activity = RuntimeTelemetry.StartCommit(claim.Key.Id, memory.Turn, draft.Number);
        if (await checkpoints.CommitAsync(claim, memory, draft, endsWith, lost) is { } inputs)
        {
            RuntimeMetrics.CommitDuration.Record(clock.GetElapsedTime(started).TotalSeconds);
            return inputs;
        }

        RuntimeMetrics.StaleCommits.Add(1);
        throw new StaleClaimException();
    }

    private async ValueTask<Kernel> KernelForAsync(ClaimedConversation claimed, int turn, ForkTerms? fork, CancellationToken cancellationToken)
    {
        var key = claimed.Claim.Key;
        var ours = await kernels.CreateAsync(claimed.Claim, claimed.Head.CustomerId, claimed.Head.Channel, turn, new TurnOutput(hub, claimed.Claim, turn), cancellationToken);
        fork?.LayInto(ours, key);
        return ours;
    }
}
