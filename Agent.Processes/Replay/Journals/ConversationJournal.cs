using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes.Journal;
using Agent.Processes.Persistence;
using Agent.Processes.Replay.Rehearsing;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Replay;
using Agent.Processes.Runtime.Storage;

namespace Agent.Processes.Replay.Journals;

/// <summary>
/// A conversation of ours with all of its past, in one document: what is exported can be replayed elsewhere as if it were stored there.
/// </summary>
public sealed class ConversationJournal
{
    private readonly List<InputEntity> _inputs;
    private readonly List<CheckpointEntity> _checkpoints;
    private IReadOnlyList<(int Turn, RecordedSuperstep Superstep)>? _supersteps;

    internal ConversationJournal(ConversationEntity conversation, List<InputEntity> inputs, List<CheckpointEntity> checkpoints) =>
        (Conversation, _inputs, _checkpoints) = (conversation, inputs, checkpoints);

    internal ConversationEntity Conversation { get; }

    internal ConversationKey Key => new(Conversation.Tenant, Conversation.Id);

    /// <summary>Its id.</summary>
    public string Id => Conversation.Id;

    /// <summary>Its customer.</summary>
    public string CustomerId => Conversation.CustomerId;

    /// <summary>When it began.</summary>
    public DateTimeOffset At => new(Conversation.CreatedAt, TimeSpan.Zero);

    /// <summary>Whether all of it is there: the activities of an old conversation may have been removed.</summary>
    public bool IsWhole => !_checkpoints.Exists(checkpoint => checkpoint.JournalRemoved);

    /// <summary>Reads a journal as <see cref="ToJson"/> writes it.</summary>
    /// <param name="id">The conversation's id.</param>
    /// <param name="customerId">Its customer.</param>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="journal">The document.</param>
    /// <exception cref="FormatException">It is no journal.</exception>
    public static ConversationJournal Read(string tenant, string id, string customerId, JsonElement journal)
    {
        try
        {
            var at = journal.GetProperty("createdAt").GetDateTime();
            var conversation = new ConversationEntity
            {
                Tenant = tenant,
                Id = id,
                CustomerId = customerId,
                Workflow = journal.GetProperty("workflow").GetString()!,
                WorkflowVersion = journal.GetProperty("workflowVersion").GetString()!,
                Channel = journal.GetProperty("channel").GetString()!,
                ForkedAt = journal.TryGetProperty("forkedAt", out var forkedAt) ? forkedAt.GetInt32() : null,
                Status = ConversationStatus.Idle,
                CreatedAt = at,
            };
            return new(
                conversation,
                [.. journal.GetProperty("inputs").EnumerateArray().Select(input => new InputEntity
                {
                    Tenant = tenant, ConversationId = id, Number = input.GetProperty("number").GetInt32(), Kind = input.GetProperty("kind").GetString()!, Payload = input.GetProperty("payload").GetRawText(),
                })],
                [.. journal.GetProperty("checkpoints").EnumerateArray().Select(stored => ReadCheckpoint(tenant, id, stored))]);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FormatException($"the journal is none of ours: {exception.Message}", exception);
        }
    }

    /// <summary>Writes it down.</summary>
    public JsonObject ToJson()
    {
        var journal = new JsonObject
        {
            ["workflow"] = Conversation.Workflow,
            ["workflowVersion"] = Conversation.WorkflowVersion,
            ["channel"] = Conversation.Channel,
            ["createdAt"] = Conversation.CreatedAt,
            ["inputs"] = new JsonArray([.. _inputs.Select(input => new JsonObject { ["number"] = input.Number, ["kind"] = input.Kind, ["payload"] = JsonNode.Parse(input.Payload) })]),
            ["checkpoints"] = new JsonArray([.. _checkpoints.Select(Write)]),
        };
        if (Conversation.ForkedAt is { } forkedAt)
        {
            journal["forkedAt"] = forkedAt;
        }

        return journal;
    }

    /// <summary>What was said and which tools were called, as others record it.</summary>
    public IReadOnlyList<ScriptedMessage> ToMessages() => [.. Supersteps().Select(superstep => superstep.Turn).Distinct().SelectMany(turn => ToMessages(turn))];

    /// <summary>The same of one turn; what the customer said comes first.</summary>
    internal List<ScriptedMessage> ToMessages(int turn)
    {
        var messages = new List<ScriptedMessage>();
        if (_inputs.Find(input => input.Number == turn) is { } input && input.Kind == ConversationInputs.Message)
        {
            messages.Add(new(true, JsonSerializer.Deserialize<CustomerMessage>(input.Payload, StoredJson.Options)!.Text, []));
        }

        List<RecordedSuperstep> supersteps = [.. Supersteps().Where(superstep => superstep.Turn == turn).Select(superstep => superstep.Superstep)];
        List<ScriptedCall> calls = [.. supersteps.SelectMany(superstep => ActivityRecord.ReadOf(superstep.Body)).Where(IsAgentsCall)
            .Select(activity => new ScriptedCall(activity.Name, activity.Request ?? default, activity.Response is { ValueKind: JsonValueKind.String } text ? text.GetString() : null))];
        if (calls.Count > 0)
        {
            messages.Add(new(false, "", calls));
        }

        messages.AddRange(supersteps.SelectMany(superstep => superstep.Events)
            .Where(happened => happened.GetProperty(StoredNames.Type.EncodedUtf8Bytes).ValueEquals(ConversationEvents.MessageCompleted))
            .Select(said => new ScriptedMessage(false, said.GetProperty(StoredNames.Data.EncodedUtf8Bytes).GetProperty("text").GetString()!, [])));
        return messages;
    }

    /// <summary>A script to rehearse it by.</summary>
    public RehearsalScript ToScript() => RehearsalScript.FromRecord(
        Key, CustomerId, Conversation.Channel, [.. _inputs.Select(input => (input.Number, input.Kind, Encoding.UTF8.GetBytes(input.Payload)))], Supersteps());

    /// <summary>Its past, for a replay.</summary>
    internal IReplaySource Source => new JournalSource(_inputs, _checkpoints);

    /// <summary>Every superstep with its turn.</summary>
    internal IReadOnlyList<(int Turn, RecordedSuperstep Superstep)> Supersteps() => _supersteps ??=
        [.. _checkpoints.Select(RecordedCheckpoint.Read).SelectMany(checkpoint => checkpoint.Supersteps, (checkpoint, superstep) => (checkpoint.Turn, superstep))];

    /// <summary>Not what a policy looked up for itself.</summary>
    private static bool IsAgentsCall(ActivityRecord activity) =>
        activity.Kind == ActivityKinds.Tool && !activity.Step.EndsWith("eligibility", StringComparison.Ordinal) && activity.Step.StartsWith("orders/", StringComparison.Ordinal);

    private static JsonObject Write(CheckpointEntity stored) => new()
    {
        ["number"] = stored.Number,
        ["lastNumber"] = stored.LastNumber,
        ["turn"] = stored.Turn,
        ["endsTurn"] = stored.EndsTurn,
        ["lastEvent"] = stored.LastEvent,
        ["committedAt"] = stored.CommittedAt,
        ["journalRemoved"] = stored.JournalRemoved,
        ["needs"] = new JsonArray([.. stored.Needs.Select(need => JsonValue.Create(need))]),
        ["body"] = JsonNode.Parse(stored.Body),
        ["events"] = JsonNode.Parse(stored.Events),
    };

    private static CheckpointEntity ReadCheckpoint(string tenant, string id, JsonElement stored) => new()
    {
        Tenant = tenant,
        ConversationId = id,
        Number = stored.GetProperty("number").GetInt32(),
        LastNumber = stored.GetProperty("lastNumber").GetInt32(),
        Turn = stored.GetProperty("turn").GetInt32(),
        EndsTurn = stored.GetProperty("endsTurn").GetBoolean(),
        Epoch = 0,
        LastEvent = stored.GetProperty("lastEvent").GetInt64(),
        CommittedAt = stored.GetProperty("committedAt").GetDateTime(),
        JournalRemoved = stored.GetProperty("journalRemoved").GetBoolean(),
        Needs = [.. stored.GetProperty("needs").EnumerateArray().Select(need => need.GetInt32())],
        Body = stored.GetProperty("body").GetRawText(),
        Events = stored.GetProperty("events").GetRawText(),
    };
}
