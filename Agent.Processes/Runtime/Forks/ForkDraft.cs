using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes.Persistence;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Runtime.Storage;

namespace Agent.Processes.Runtime.Forks;

/// <summary>
/// The rows of a fork: itself, and one checkpoint behind the shared ones. It holds what is to be delivered next, the turn's progress, and those states
/// that differ from the shared ones.
/// </summary>
internal sealed class ForkDraft
{
    private readonly ForkMoment _moment;
    private readonly CompiledWorkflow _workflow;
    private readonly ForkRequest _request;
    private readonly DateTimeOffset _now;

    public ForkDraft(ConversationEntity source, ForkMoment moment, CompiledWorkflow workflow, ForkRequest request, DateTimeOffset now)
    {
        (_moment, _workflow, _request, _now) = (moment, workflow, request, now);
        Conversation = new()
        {
            Tenant = source.Tenant,
            Id = PublicId.NewConversation(now),
            Workflow = source.Workflow,
            WorkflowVersion = source.WorkflowVersion,
            CustomerId = source.CustomerId,
            Channel = source.Channel,
            Metadata = source.Metadata,
            Status = ConversationStatus.Idle,
            LastInput = moment.Turn,
            LastEvent = moment.LastEvent,
            Sandbox = !request.Live,
            ForkedFrom = source.Id,
            ForkedAt = moment.Superstep,
            Overrides = JsonSerializer.Serialize(
                new ForkOverrides(request.RequestedBy, request.Reason, request.Prompts, request.States?.Keys.Order(StringComparer.Ordinal).ToList(), request.Approval), StoredJson.Options),
            CreatedAt = now.UtcDateTime,
            UpdatedAt = now.UtcDateTime,
        };
    }

    public ConversationEntity Conversation { get; }

    public ConversationKey Key => new(Conversation.Tenant, Conversation.Id);

    public ApprovalEntity? Approval { get; private set; }

    public InputEntity? Input { get; private set; }

    /// <summary>True in the middle of a turn, and when the approval is answered: then there is something to do at once.</summary>
    public bool IsToBeWorkedOn => !_moment.EndsTurn || Input is not null;

    /// <summary>The stretches of the source up to the fork's point: flat, however often was forked before.</summary>
    public List<LineageEntity> LineageOf(ConversationHistory history) =>
    [
        .. history.Stretches.Where(stretch => stretch.Upto < _moment.Superstep)
            .Select(stretch => Part(stretch.ConversationId, stretch.Upto, stretch.UptoTurn, stretch.UptoEvent)),
        Part(history.StretchOf(_moment.Superstep).ConversationId, _moment.Superstep, _moment.Turn, _moment.LastEvent),
    ];

    /// <summary>Builds the fork's own checkpoint.</summary>
    /// <param name="open">The row of the approval that is open; null when none is.</param>
    /// <param name="faults">Takes what is wrong with the request.</param>
    /// <returns>Null when something is.</returns>
    public CheckpointEntity? Build(ApprovalEntity? open, ForkFaults faults)
    {
        var edits = new StateEdits(_workflow, _moment, faults);
        foreach (var (path, patch) in _request.States ?? new Dictionary<string, JsonElement>())
        {
            edits.Apply(path, patch);
        }

        if (faults.Any)
        {
            return null;
        }

        var approval = _moment.Progress.Waiting is { } waiting ? new ForkedApproval(waiting, open, Conversation, _now) : null;
        var body = BodyOf(edits, approval);
        var own = new StoredCheckpoint(
            _moment.Superstep + 1, _moment.Superstep + 1, _moment.Turn, _moment.EndsTurn, _moment.LastEvent, System.Text.Encoding.UTF8.GetBytes(body));
        Settle(approval);
        return new()
        {
            Tenant = Conversation.Tenant,
            ConversationId = Conversation.Id,
            Number = own.Number,
            LastNumber = own.LastNumber,
            Turn = own.Turn,
            EndsTurn = own.EndsTurn,
            Epoch = 0,
            LastEvent = own.LastEvent,
            // Loaded once as it will be: what could not be read back is an error here, and not in the middle of somebody's turn.
            Needs = ConversationLoader.Load(_workflow, [.. _moment.Checkpoints, own]).Needs(own.Number),
            Events = "[]",
            Body = body,
            CommittedAt = _now.UtcDateTime,
        };
    }

    private string BodyOf(StateEdits edits, ForkedApproval? approval)
    {
        var states = new JsonObject();
        foreach (var (path, state) in _moment.States)
        {
            if (edits.States.ContainsKey(path) || approval?.IsIn(state.ToJsonString(StoredJson.Options)) == true)
            {
                states[path] = (edits.States.GetValueOrDefault(path) ?? state).DeepClone();
            }
        }

        foreach (var (path, state) in edits.States.Where(edited => !_moment.States.ContainsKey(edited.Key)))
        {
            states[path] = state;
        }

        var superstep = new JsonObject { [StoredNames.Number.Value] = _moment.Superstep + 1, [StoredNames.Forked.Value] = Conversation.ForkedFrom };
        Put(superstep, StoredNames.States, states, states.Count);
        var versions = VersionsOf(states, edits);
        Put(superstep, StoredNames.Versions, versions, versions.Count);
        Put(superstep, StoredNames.Logs, edits.Logs, edits.Logs.Count);
        Put(superstep, StoredNames.Pending, _moment.Pending.DeepClone(), _moment.Pending.Count);
        var body = new JsonObject
        {
            [StoredNames.Supersteps.Value] = new JsonArray(superstep),
            [StoredNames.Turn.Value] = JsonSerializer.SerializeToNode(Progress(), StoredJson.Options),
        }.ToJsonString(StoredJson.Options);
        return approval?.Replace(body) ?? body;
    }

    /// <summary>An edited state is of today's version; one that is only stored again stays what it was.</summary>
    private JsonObject VersionsOf(JsonObject states, StateEdits edits)
    {
        var versions = new JsonObject();
        foreach (var (path, _) in states)
        {
            var version = edits.States.ContainsKey(path) ? _workflow.FindStep(path)!.Versions.Current : _moment.Versions[path];
            if (version != StateVersions.First)
            {
                versions[path] = version;
            }
        }

        return versions;
    }

    private static void Put(JsonObject superstep, JsonEncodedText name, JsonNode value, int count)
    {
        if (count > 0)
        {
            superstep[name.Value] = value;
        }
    }

    /// <summary>What the shared part of the turn used is the source's account. An ended conversation is open again: that is what the fork is for.</summary>
    private TurnProgress Progress() => _moment.Progress with
    {
        InputTokens = 0,
        CachedInputTokens = 0,
        OutputTokens = 0,
        ToolCalls = 0,
        CostUsd = 0,
        UnpricedCalls = 0,
        ModelCalls = 0,
        Ended = _moment.Progress.Ended && !_moment.EndsTurn,
        Fork = new() { Sandbox = !_request.Live, Prompts = _request.Prompts is { Count: > 0 } prompts ? prompts : null },
    };

    private void Settle(ForkedApproval? approval)
    {
        Approval = approval?.Entity;
        if (approval is not null && _request.Approval is { } answer)
        {
            var (kind, payload) = approval.Answer(answer, _request.RequestedBy, _request.Reason, _now);
            Conversation.LastInput = _moment.Turn + 1;
            Input = new()
            {
                Tenant = Conversation.Tenant,
                ConversationId = Conversation.Id,
                Number = Conversation.LastInput,
                Kind = kind,
                Payload = payload,
                ReceivedAt = _now.UtcDateTime,
            };
        }

        Conversation.Status = IsToBeWorkedOn ? ConversationStatus.Running
            : approval is not null ? ConversationStatus.Waiting
            : _moment.End?.Status == ConversationStatus.Failed ? ConversationStatus.Failed
            : ConversationStatus.Idle;
    }

    private LineageEntity Part(string sourceId, int upto, int uptoTurn, long uptoEvent) => new()
    {
        Tenant = Conversation.Tenant,
        ConversationId = Conversation.Id,
        Upto = upto,
        UptoTurn = uptoTurn,
        UptoEvent = uptoEvent,
        SourceId = sourceId,
    };
}
