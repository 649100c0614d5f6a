using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Agent.Processes;

namespace Agent.Tests;

/// <summary>Conversations without a runtime: every message is answered by a script, and the test says when a turn may end.</summary>
internal sealed class ScriptedConversations : IConversations, IApprovals
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly Lock _lock = new();
    private readonly Dictionary<ConversationKey, Record> _records = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The events between a turn's start and its end; default: an echo.</summary>
    public Func<string, IEnumerable<(string Type, object Data)>> Script { get; set; } =
        text => [(ConversationEvents.MessageCompleted, new MessageCompleted($"You said: {text}"))];

    /// <summary>Turns end once this has completed.</summary>
    public Task MayEnd { get; set; } = Task.CompletedTask;

    /// <summary>Thrown by every call, when set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What a turn asks for, when set.</summary>
    public ApprovalRequested? Asks { get; set; }

    /// <summary>The texts that were accepted.</summary>
    public List<string> Accepted { get; } = [];

    /// <summary>How many event streams are being read.</summary>
    public int Readers;

    /// <summary>How many events streams were given.</summary>
    public long Given;

    public IReadOnlyList<WorkflowView> Workflows { get; set; } =
        [new("support", "v1", "flowchart TD\n  a --> b", ["a", "b"], [new("a", "done", "b", "run")])];

    public async Task<ConversationView> StartAsync(string tenant, NewConversation conversation, CancellationToken cancellationToken = default)
    {
        Fail();
        var key = new ConversationKey(tenant, conversation.Id ?? $"c{Guid.NewGuid():N}");
        lock (_lock)
            _records.TryAdd(key, new(conversation));
        return (await FindAsync(key, cancellationToken))!;
    }

    public Task<ConversationView?> FindAsync(ConversationKey key, CancellationToken cancellationToken = default)
    {
        Fail();
        lock (_lock)
        {
            return Task.FromResult(_records.TryGetValue(key, out var record)
                ? new ConversationView
                {
                    Id = key.Id, Status = record.Status, CustomerId = record.New.CustomerId, Workflow = record.New.Workflow, WorkflowVersion = "v1",
                    Channel = record.New.Channel, Usage = new(1, 2, 0, 0.5m, record.Turns.Count, 3), CreatedAt = DateTimeOffset.UnixEpoch, Metadata = record.New.Metadata,
                    PendingApproval = record.Approval is { Status: ApprovalStatus.Pending } ? record.Approval : null,
                }
                : null);
        }
    }

    public Task<Acceptance> SendAsync(ConversationKey key, CustomerMessage message, string? idempotencyKey, CancellationToken cancellationToken = default)
    {
        Fail();
        lock (_lock)
        {
            if (!_records.TryGetValue(key, out var record))
                return Task.FromResult(new Acceptance(AcceptanceOutcome.NotFound));
            if (record.Status is ConversationStatus.Cancelled)
                return Task.FromResult(new Acceptance(AcceptanceOutcome.Ended));
            if (idempotencyKey is not null && record.Keys.TryGetValue(idempotencyKey, out var known))
                return Task.FromResult(known.Text == message.Text ? new Acceptance(AcceptanceOutcome.Repeated, known.Turn) : new(AcceptanceOutcome.KeyReused));
            Accepted.Add(message.Text);
            var turn = record.Turns.Count + 1;
            record.Turns[turn] = null;
            if (idempotencyKey is not null)
                record.Keys[idempotencyKey] = (message.Text, turn);
            record.Transcript.Add(new("customer", message.Text, DateTimeOffset.UnixEpoch, TurnIds.Format(turn)));
            var last = record.LastEvent;
            _ = PlayAsync(key, record, turn, message.Text);
            return Task.FromResult(new Acceptance(AcceptanceOutcome.Accepted, turn, last));
        }
    }

    public async Task<TurnView?> WaitAsync(ConversationKey key, int turn, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_records[key].Turns.GetValueOrDefault(turn) is { } view)
                    return view;
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return null;
            }
        }
    }

    public async IAsyncEnumerable<ConversationEvent> ReadEventsAsync(
        ConversationKey key, long after, int? untilTurn = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref Readers);
        try
        {
            var index = 0;
            while (true)
            {
                ConversationEvent? next;
                Task changed;
                lock (_lock)
                {
                    next = index < _records[key].Events.Count ? _records[key].Events[index++] : null;
                    changed = _changed.Task;
                }

                if (next is null)
                {
                    await changed.WaitAsync(cancellationToken);
                    continue;
                }

                if (next.Number is null ? index <= after : next.Number <= after)
                    continue;
                Interlocked.Increment(ref Given);
                yield return next;
                if (next.Turn == untilTurn && next.Type is ConversationEvents.TurnCompleted or ConversationEvents.TurnFailed)
                    yield break;
            }
        }
        finally
        {
            Interlocked.Decrement(ref Readers);
            Change();
        }
    }

    public Task<IReadOnlyList<TranscriptEntry>> ReadTranscriptAsync(ConversationKey key, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<TranscriptEntry>>([.. _records[key].Transcript]);
    }

    public Task<IReadOnlyList<SuperstepView>> ReadSuperstepsAsync(ConversationKey key, int after = 0, int limit = 100, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<SuperstepView>>([.. Enumerable.Range(1, 3).Where(number => number > after).Take(limit).Select(Superstep)]);

    public Task<int> CountSuperstepsAsync(ConversationKey key, CancellationToken cancellationToken = default) => Task.FromResult(3);

    public Task<CheckpointView?> ReadCheckpointAsync(ConversationKey key, int superstep, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return Task.FromResult(_records.ContainsKey(key) && superstep <= 3
                ? new CheckpointView(Superstep(superstep), new Dictionary<string, JsonElement> { ["orders/agent"] = Element(new { Iterations = 1 }) }) : null);
        }
    }

    public Task<bool?> CancelAsync(ConversationKey key, string cancelledBy, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (!_records.TryGetValue(key, out var record))
                return Task.FromResult<bool?>(null);
            var ends = record.Status != ConversationStatus.Cancelled;
            record.Status = ConversationStatus.Cancelled;
            return Task.FromResult<bool?>(ends);
        }
    }

    public Task<IReadOnlyList<ApprovalView>> ListApprovalsAsync(string tenant, ApprovalStatus? status, int limit = 100, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<ApprovalView>>(
                [.. _records.Where(entry => entry.Key.Tenant == tenant).Select(entry => entry.Value.Approval).OfType<ApprovalView>().Where(approval => status is null || approval.Status == status)]);
        }
    }

    public async Task<IReadOnlyList<ApprovalView>> ListAsync(string tenant, ApprovalQuery query, CancellationToken cancellationToken = default) =>
        [.. (await ListApprovalsAsync(tenant, query.Status, query.Limit, cancellationToken))
            .Where(approval => query.ConversationId is null || approval.ConversationId == query.ConversationId)
            .Where(approval => query.Approver is null || approval.Request.Approver == query.Approver)
            .OrderByDescending(approval => approval.Request.ApprovalId, StringComparer.Ordinal)
            .SkipWhile(approval => query.After is { } after && string.CompareOrdinal(approval.Request.ApprovalId, after.Id) >= 0)
            .Take(query.Limit)];

    Task<int> IApprovals.CountWaitingAsync(string tenant, int most, CancellationToken cancellationToken) => Task.FromResult(0);

    Task<EligibilityDecided?> IApprovals.FindVerdictAsync(string tenant, ApprovalView approval, CancellationToken cancellationToken) =>
        Task.FromResult<EligibilityDecided?>(null);

    async Task<ApprovalView?> IApprovals.FindAsync(string tenant, string approvalId, CancellationToken cancellationToken) =>
        (await ListApprovalsAsync(tenant, null, int.MaxValue, cancellationToken)).FirstOrDefault(approval => approval.Request.ApprovalId == approvalId);

    public Task<DecisionOutcome?> DecideAsync(
        string tenant, string approvalId, bool approve, string? reason, string decidedBy, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_records.FirstOrDefault(entry => entry.Key.Tenant == tenant && entry.Value.Approval?.Request.ApprovalId == approvalId) is not { Value: { } record } found)
                return Task.FromResult<DecisionOutcome?>(null);
            if (record.Approval!.Status != ApprovalStatus.Pending)
                return Task.FromResult<DecisionOutcome?>(new(false, record.Approval));
            Asks = null;
            var decided = new ApprovalDecided { ApprovalId = approvalId, Approved = approve, DecidedBy = decidedBy, DecidedAt = DateTimeOffset.UnixEpoch, Reason = reason };
            record.Approval = record.Approval with { Status = approve ? ApprovalStatus.Approved : ApprovalStatus.Denied, Decision = decided };
            var (turn, last) = (record.Turns.Count + 1, record.LastEvent);
            record.Turns[turn] = null;
            _ = PlayAsync(found.Key, record, turn, approve ? "approved" : $"denied {reason}");
            return Task.FromResult<DecisionOutcome?>(new(true, record.Approval, turn, last));
        }
    }

    private async Task PlayAsync(ConversationKey key, Record record, int turn, string text)
    {
        record.Status = ConversationStatus.Running;
        Add(record, turn, ConversationEvents.TurnStarted, new TurnStarted(TurnIds.Format(turn), ConversationInputs.Message, text));
        string? reply = null;
        foreach (var (type, data) in Script(text))
        {
            Add(record, turn, type, data);
            reply = (data as MessageCompleted)?.Text ?? reply;
        }

        await MayEnd;
        lock (_lock)
        {
            if (Asks is not null)
                record.Approval = new(Asks, key.Id, record.New.CustomerId, ApprovalStatus.Pending, DateTimeOffset.UnixEpoch, null);
            record.Status = Asks is null ? ConversationStatus.Idle : ConversationStatus.Waiting;
            record.Turns[turn] = new(TurnIds.Format(turn), record.Status, reply, Asks);
            if (reply is not null)
                record.Transcript.Add(new("agent", reply, DateTimeOffset.UnixEpoch, TurnIds.Format(turn)));
        }

        Add(record, turn, ConversationEvents.TurnCompleted, new TurnCompleted(TurnIds.Format(turn), record.Status, reply, Asks));
    }

    private void Add(Record record, int turn, string type, object data)
    {
        lock (_lock)
            record.Events.Add(new(type == ConversationEvents.MessageDelta ? null : ++record.LastEvent, type, Element(data), DateTimeOffset.UnixEpoch, turn));
        Change();
    }

    private void Change() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    private void Fail()
    {
        if (Failure is not null)
            throw Failure;
    }

    private static JsonElement Element(object data) => JsonSerializer.SerializeToElement(data, Json);

    private static SuperstepView Superstep(int number) => new(
        number, "t1", DateTimeOffset.UnixEpoch, ["orders/agent.run"], Element(new { }), [], [], Element(Array.Empty<int>()));

    private sealed class Record(NewConversation conversation)
    {
        public NewConversation New { get; } = conversation;
        public ConversationStatus Status { get; set; }
        public ApprovalView? Approval { get; set; }
        public long LastEvent { get; set; }
        public List<ConversationEvent> Events { get; } = [];
        public List<TranscriptEntry> Transcript { get; } = [];
        public Dictionary<int, TurnView?> Turns { get; } = [];
        public Dictionary<string, (string Text, int Turn)> Keys { get; } = [];
    }
}
