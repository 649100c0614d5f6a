using System.Text.Json;
using Agent.Processes.Journal;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Runtime.Storage;

namespace Agent.Processes.Runtime.Replay;

/// <summary>
/// Runs a stored conversation again, in memory, from its inputs: models, tools and the approval desk answer from the record. Each superstep is written down as
/// it would be stored, and compared with what is stored.
/// </summary>
internal sealed class ConversationReplay(
    ConversationEntity conversation, CompiledWorkflow workflow, IReplaySource history, TurnKernels kernels, TimeProvider clock, TimeSpan limit)
{
    private readonly ConversationKey _key = new(conversation.Tenant, conversation.Id);
    private readonly Claim _nobodys = new(new(conversation.Tenant, conversation.Id), "", 0); // an epoch nothing can be written under
    private readonly List<TakenEnd> _taken = [];
    private ConversationMemory _memory = new(workflow);
    private int _supersteps;
    private int _activities;
    private SavedCost _saved;

    public async Task<ReplayReport> RunAsync(CancellationToken cancellationToken)
    {
        // A fork begins with a checkpoint of its own; what it shares was done by its source, under the source's name.
        await foreach (var stored in history.ReadAllAsync(_key, cancellationToken, conversation.ForkedAt ?? 0))
        {
            if (stored.JournalRemoved)
            {
                return Report(ReplayOutcome.Incomplete);
            }

            if (await ReplayAsync(RecordedCheckpoint.Read(stored), cancellationToken) is { } difference)
            {
                return Report(ReplayOutcome.Different, difference);
            }
        }

        return Report(ReplayOutcome.Identical);
    }

    /// <summary>The whole requests of one superstep's model calls, made again from the state before it.</summary>
    public async Task<IReadOnlyList<ModelRequest>> RequestAsync(RecordedCheckpoint checkpoint, RecordedSuperstep superstep, CancellationToken cancellationToken)
    {
        var recorded = ActivityRecord.ReadOf(superstep.Body);
        var activities = new RecordedActivities(recorded, superstep.At, keepsRequests: true);
        if (superstep.IsBare)
        {
            return [];
        }

        try
        {
            await LoadAsync(superstep.Number - 1, cancellationToken);
            using var execution = await OpenAsync(checkpoint, cancellationToken);
            await RunAsync(execution, activities, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Today's code cannot run it any more: what it did not ask for stays unverified.
        }

        return [.. recorded.Index().Where(activity => activity.Item.Kind == ActivityKinds.Model).Select(activity => new ModelRequest(
            activity.Index, activities.Requests[activity.Index], activities.Asked[activity.Index]?.RequestDigest == activity.Item.RequestDigest))];
    }

    private async Task<ReplayDifference?> ReplayAsync(RecordedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var current = checkpoint.Supersteps[0];
        RecordedActivities? activities = null;
        try
        {
            if (checkpoint.IsTaken)
            {
                await TakeAsync(checkpoint, cancellationToken);
                return null;
            }

            using var execution = await OpenAsync(checkpoint, cancellationToken);
            foreach (var superstep in checkpoint.Supersteps)
            {
                current = superstep;
                activities = new(ActivityRecord.ReadOf(superstep.Body), superstep.At);
                var replayed = await ReplayAsync(execution, checkpoint, superstep, activities, cancellationToken);
                if (new SuperstepComparison(superstep, replayed, TurnIds.Format(checkpoint.Turn)).Find(activities.Unrecorded) is { } difference)
                {
                    return difference;
                }

                _supersteps++;
                _activities += activities.Asked.Count;
                _saved = _saved.With(activities);
            }

            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && !StorageFault.IsTransient(exception))
        {
            return Failed(checkpoint, current, activities, exception);
        }
    }

    private async Task<RecordedSuperstep> ReplayAsync(
        TurnExecution execution, RecordedCheckpoint checkpoint, RecordedSuperstep superstep, RecordedActivities activities, CancellationToken cancellationToken)
    {
        // Every superstep is written apart, under the number of its checkpoint: logs are stored by that.
        execution.Draft.Open(checkpoint.Number);
        if (!superstep.IsBare)
        {
            await RunAsync(execution, activities, cancellationToken);
        }

        if (superstep.CompletesTurn && !_memory.HasWork)
        {
            execution.End();
        }

        execution.Draft.Close(_memory.Progress, StoredJson.Options);
        using var body = JsonDocument.Parse(execution.Draft.BodyJson);
        using var events = JsonDocument.Parse(execution.Draft.EventsJson);
        var replayed = RecordedSuperstep.ReadAll(body.RootElement.Clone(), events.RootElement.Clone(), superstep.At).Single(written => written.Number == superstep.Number);
        execution.Draft.Clear();
        return replayed;
    }

    private async Task RunAsync(TurnExecution execution, RecordedActivities activities, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        await execution.RunSuperstepAsync(timeout.Token, activities);
    }

    /// <summary>Goes on with the turn, or begins it with its input.</summary>
    private async Task<TurnExecution> OpenAsync(RecordedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var kernel = await kernels.CreateAgainAsync(_nobodys, conversation.CustomerId, conversation.Channel, checkpoint.Turn, checkpoint.Terms, cancellationToken);
        _memory.Progress.Fork?.LayInto(kernel, _key); // a fork's own versions of prompts
        var execution = new TurnExecution(_memory, kernel, clock);
        if (_memory.IsBetweenTurns)
        {
            var input = await history.FindInputAsync(_key, checkpoint.Turn, cancellationToken)
                ?? throw new InvalidOperationException($"Conversation {_key.Id} has no input {checkpoint.Turn}.");
            execution.Begin(input.Number, input.Kind, input.Payload);
        }

        return execution;
    }

    private async Task TakeAsync(RecordedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        await LoadAsync(checkpoint.LastNumber, cancellationToken);
        foreach (var superstep in checkpoint.Supersteps)
        {
            if (superstep.Failure is { } failure)
            {
                _taken.Add(new(superstep.Number, TurnIds.Format(checkpoint.Turn), failure.Reason));
            }
        }
    }

    private async Task LoadAsync(int superstep, CancellationToken cancellationToken) =>
        _memory = ConversationLoader.Load(workflow, superstep == 0 ? [] : await history.LoadAsync(_key, superstep, cancellationToken) ?? []);

    private static ReplayDifference Failed(RecordedCheckpoint checkpoint, RecordedSuperstep superstep, RecordedActivities? activities, Exception exception)
    {
        var turnId = TurnIds.Format(checkpoint.Turn);
        var (step, error) = exception is UnroutedErrorException { InnerException: { } inner } unrouted ? (unrouted.Step, inner) : (null, exception);
        return activities?.Unrecorded is { } unrecorded
            ? new(superstep.Number, turnId, unrecorded.Step, "/activities", null, ActivityComparison.Describe(unrecorded))
            : new(superstep.Number, turnId, step, "/error", superstep.Member(StoredNames.Error), JsonSerializer.SerializeToElement($"{RecordedException.NameOf(error)}: {error.Message}"));
    }

    private ReplayReport Report(ReplayOutcome outcome, ReplayDifference? difference = null) =>
        new(outcome, conversation.Workflow, workflow.Version, _supersteps, _activities, _taken, difference, _saved.Usd);
}
