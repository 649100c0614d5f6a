using System.Text.Json;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Storage;
using Agent.Processes.Telemetry;

namespace Agent.Processes.Runtime.Replay;

/// <summary>The door to the past.</summary>
internal sealed class TimeTravel(
    SuperstepReader supersteps, CheckpointHistory history, WorkflowRegistry workflows, TurnKernels kernels, TimeProvider clock, RuntimeOptions options) : ITimeTravel
{
    private const int MostBetween = 500;

    public async Task<CheckpointDiff?> DiffAsync(ConversationKey key, int from, int to, CancellationToken cancellationToken = default)
    {
        if (await ReadAsync(key, from, cancellationToken) is not { } before || await ReadAsync(key, to, cancellationToken) is not { } after)
        {
            return null;
        }

        var states = new SortedDictionary<string, IReadOnlyList<JsonChange>>(StringComparer.Ordinal);
        foreach (var step in before.States.Keys.Union(after.States.Keys))
        {
            if (JsonComparison.Compare(StateOf(before, step), StateOf(after, step)) is { Count: > 0 } changes)
            {
                states.Add(step, changes);
            }
        }

        var between = await supersteps.ReadAsync(key, Math.Min(from, to), Math.Min(Math.Abs(to - from), MostBetween), cancellationToken);
        return new(from, to, states, JsonComparison.Compare(PendingOf(before), PendingOf(after)), [.. between.Select(Passed)], Math.Abs(to - from) > MostBetween);
    }

    public async Task<ReplayReport?> ReplayAsync(ConversationKey key, string? workflowVersion = null, CancellationToken cancellationToken = default)
    {
        if (await history.FindConversationAsync(key, cancellationToken) is not { } conversation)
        {
            return null;
        }

        var report = await ReplayOf(conversation, workflowVersion ?? conversation.WorkflowVersion).RunAsync(cancellationToken);
        RuntimeMetrics.Replays.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Outcome, report.Outcome.ToString().ToLowerInvariant()));
        return report;
    }

    public async Task<IReadOnlyList<ModelRequest>?> ReadRequestsAsync(ConversationKey key, int superstep, CancellationToken cancellationToken = default)
    {
        if (await history.FindConversationAsync(key, cancellationToken) is not { } conversation
            || await history.ReadAsync(key, superstep - 1, 1, cancellationToken) is not [var stored] || stored.Number > superstep)
        {
            return null;
        }

        var checkpoint = RecordedCheckpoint.Read(stored);
        if (workflows.Find(conversation.Workflow, conversation.WorkflowVersion) is null)
        {
            return []; // Nothing can be made again without the code that made it.
        }

        return await ReplayOf(conversation, conversation.WorkflowVersion)
            .RequestAsync(checkpoint, checkpoint.Supersteps.Single(candidate => candidate.Number == superstep), cancellationToken);
    }

    private ConversationReplay ReplayOf(ConversationEntity conversation, string version)
    {
        var workflow = workflows.Find(conversation.Workflow, version) ?? throw new UnknownWorkflowException($"{conversation.Workflow} {version}");
        return new(conversation, workflow, history, kernels, clock, options.TurnTimeout);
    }

    private async Task<CheckpointView?> ReadAsync(ConversationKey key, int superstep, CancellationToken cancellationToken)
    {
        if (superstep > 0)
        {
            return await supersteps.FindAsync(key, superstep, cancellationToken);
        }

        // Before the first superstep there is nothing; but only of a conversation that has one.
        return superstep == 0 && await supersteps.FindAsync(key, 1, cancellationToken) is { } first
            ? new(first.Superstep with { Pending = [] }, new Dictionary<string, JsonElement>())
            : null;
    }

    private static JsonElement? StateOf(CheckpointView checkpoint, string step) => checkpoint.States.TryGetValue(step, out var state) ? state : null;

    private static JsonElement PendingOf(CheckpointView checkpoint) => JsonSerializer.SerializeToElement(checkpoint.Superstep.Pending, StoredJson.Options);

    private static PassedSuperstep Passed(SuperstepView superstep) => new(
        superstep.Number, superstep.TurnId, superstep.Steps, superstep.Events, superstep.Activities, superstep.Error);
}
