using Agent.Processes;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;

namespace Agent.Tests.Processes.Runtime;

/// <summary>What a conversation does when nothing goes wrong.</summary>
internal sealed class DurableConversationTests
{
    private RuntimeFixture _replica = null!;

    [SetUp]
    public async Task StartAsync() => _replica = await RuntimeFixture.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _replica.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task A_message_is_answered_and_the_conversation_rests(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var turn = await _replica.SayAsync(key, "hello", cancellationToken);
        var view = await _replica.Conversations.FindAsync(key, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn, Is.EqualTo(new TurnView("t1", ConversationStatus.Idle, "1: hello", null)));
        Assert.That(view!.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(view.Usage, Is.EqualTo(new ConversationUsage(0, 0, 0, 0, 1, 1)));
        Assert.That(await _replica.ReadAsync<bool>("SELECT owner IS NULL AND lease_until IS NULL FROM agent.conversations", cancellationToken));
    }

    [Test, CancelAfter(60_000)]
    public async Task State_and_its_log_outlive_the_turn(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        await _replica.SayAsync(key, "one", cancellationToken);
        await _replica.SayAsync(key, "two", cancellationToken);
        Assert.That((await _replica.SayAsync(key, "three", cancellationToken)).Reply, Is.EqualTo("3: three"));
        var last = (await _replica.Conversations.ReadSuperstepsAsync(key, cancellationToken: cancellationToken))[^1];
        var checkpoint = await _replica.Conversations.ReadCheckpointAsync(key, last.Number, cancellationToken);
        Assert.That(checkpoint!.States["hear"].GetRawText(), Is.EqualTo("""{"count":3,"texts":["one","two","three"]}"""));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_earlier_superstep_shows_the_state_as_it_was_then(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        await _replica.SayAsync(key, "one", cancellationToken);
        var then = (await _replica.Conversations.ReadSuperstepsAsync(key, cancellationToken: cancellationToken))[^1].Number;
        await _replica.SayAsync(key, "two", cancellationToken);
        var checkpoint = await _replica.Conversations.ReadCheckpointAsync(key, then, cancellationToken);
        Assert.That(checkpoint!.States["hear"].GetRawText(), Is.EqualTo("""{"count":1,"texts":["one"]}"""));
    }

    [Test, CancelAfter(60_000)]
    public async Task Both_parameters_of_a_function_are_waited_for(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        Assert.That((await _replica.SayAsync(key, "join", cancellationToken)).Reply, Is.EqualTo("1: join+join"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Events_are_numbered_without_gaps_and_end_with_the_turn(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        await _replica.SayAsync(key, "one", cancellationToken);
        await _replica.SayAsync(key, "two", cancellationToken);
        var events = await ReadAsync(key, 0, 2, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(events.Select(happened => happened.Number), Is.EqualTo(Enumerable.Range(1, events.Count).Select(number => (long?)number)));
        Assert.That(events.Where(happened => happened.Turn == 2).Select(happened => happened.Type), Is.EqualTo(
        [
            ConversationEvents.TurnStarted, ConversationEvents.StepCompleted, ConversationEvents.StepCompleted, ConversationEvents.StepCompleted,
            ConversationEvents.MessageCompleted, ConversationEvents.TurnCompleted,
        ]));
        Assert.That((await ReadAsync(key, events[3].Number!.Value, 2, cancellationToken)).Select(happened => happened.Number),
            Is.EqualTo(events.Skip(4).Select(happened => happened.Number)));
    }

    [Test, CancelAfter(60_000)]
    public async Task Who_watches_sees_the_deltas_and_then_the_message(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var gate = new Gate();
        _replica.World.BeforeAnswer = (_, token) => gate.PassAsync(token);
        var acceptance = await _replica.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await gate.Reached;
        var types = new List<string>();
        await foreach (var happened in _replica.Conversations.ReadEventsAsync(key, acceptance.LastEvent, 1, cancellationToken))
        {
            types.Add(happened.Type);
            gate.Open(); // What is stored has been read: whatever comes now comes live.
        }

        Assert.That(types, Is.SupersetOf(new[] { ConversationEvents.MessageDelta, ConversationEvents.MessageCompleted, ConversationEvents.TurnCompleted }));
    }

    [Test, CancelAfter(60_000)]
    public async Task The_transcript_holds_both_sides_in_order(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        await _replica.SayAsync(key, "one", cancellationToken);
        await _replica.SayAsync(key, "two", cancellationToken);
        var transcript = await _replica.Conversations.ReadTranscriptAsync(key, cancellationToken);
        Assert.That(transcript.Select(line => $"{line.Role}: {line.Text}"), Is.EqualTo(["customer: one", "agent: 1: one", "customer: two", "agent: 2: two"]));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_end_event_completes_the_conversation(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var turn = await _replica.SayAsync(key, "bye", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Status, Is.EqualTo(ConversationStatus.Completed));
        Assert.That((await _replica.Conversations.SendAsync(key, new() { Text = "wait" }, null, cancellationToken)).Outcome, Is.EqualTo(AcceptanceOutcome.Ended));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_question_waits_until_it_is_decided(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var turn = await _replica.SayAsync(key, "ask", cancellationToken);
        Assert.That(turn.Status, Is.EqualTo(ConversationStatus.Waiting));
        var asked = (await _replica.Conversations.ListApprovalsAsync(RuntimeFixture.Tenant, ApprovalStatus.Pending, cancellationToken: cancellationToken)).Single();
        var outcome = await _replica.Conversations.DecideAsync(RuntimeFixture.Tenant, asked.Request.ApprovalId, true, "fine", "operator:ann", cancellationToken);
        var decided = await _replica.EndAsync(key, outcome!.Turn, cancellationToken);
        var late = await _replica.Conversations.DecideAsync(RuntimeFixture.Tenant, asked.Request.ApprovalId, false, null, "operator:bob", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.PendingApproval!.ApprovalId, Is.EqualTo(asked.Request.ApprovalId));
        Assert.That(decided, Is.EqualTo(new TurnView("t2", ConversationStatus.Idle, "approved", null)));
        Assert.That(late!.Accepted, Is.False);
        Assert.That(late.Approval.Decision!.DecidedBy, Is.EqualTo("operator:ann"));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_error_follows_its_edge(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        _replica.World.During = (_, _) => throw new InvalidOperationException("no luck");
        Assert.That((await _replica.SayAsync(key, "hello", cancellationToken)).Reply, Is.EqualTo("sorry: no luck"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_cancelled_conversation_takes_no_more_and_withdraws_its_question(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        await _replica.SayAsync(key, "ask", cancellationToken);
        var cancelled = await _replica.Conversations.CancelAsync(key, "operator:ann", cancellationToken);
        var again = await _replica.Conversations.CancelAsync(key, "operator:ann", cancellationToken);
        var approval = (await _replica.Conversations.ListApprovalsAsync(RuntimeFixture.Tenant, null, cancellationToken: cancellationToken)).Single();
        using var scope = Assert.EnterMultipleScope();
        Assert.That((cancelled, again), Is.EqualTo(((bool?)true, (bool?)false)));
        Assert.That(approval.Status, Is.EqualTo(ApprovalStatus.Withdrawn));
        Assert.That((await _replica.Conversations.FindAsync(key, cancellationToken))!.Status, Is.EqualTo(ConversationStatus.Cancelled));
        Assert.That((await _replica.Conversations.SendAsync(key, new() { Text = "wait" }, null, cancellationToken)).Outcome, Is.EqualTo(AcceptanceOutcome.Ended));
    }

    [Test, CancelAfter(60_000)]
    public async Task Another_tenant_finds_nothing(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        await _replica.SayAsync(key, "ask", cancellationToken);
        var approval = (await _replica.Conversations.ListApprovalsAsync(RuntimeFixture.Tenant, null, cancellationToken: cancellationToken)).Single();
        var foreign = key with { Tenant = "other" };
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await _replica.Conversations.FindAsync(foreign, cancellationToken), Is.Null);
        Assert.That((await _replica.Conversations.SendAsync(foreign, new() { Text = "hi" }, null, cancellationToken)).Outcome, Is.EqualTo(AcceptanceOutcome.NotFound));
        Assert.That(await _replica.Conversations.ReadTranscriptAsync(foreign, cancellationToken), Is.Empty);
        Assert.That(await _replica.Conversations.DecideAsync("other", approval.Request.ApprovalId, true, null, "x", cancellationToken), Is.Null);
        Assert.That(await _replica.Conversations.CancelAsync(foreign, "x", cancellationToken), Is.Null);
    }

    private async Task<List<ConversationEvent>> ReadAsync(ConversationKey key, long after, int untilTurn, CancellationToken cancellationToken)
    {
        var events = new List<ConversationEvent>();
        await foreach (var happened in _replica.Conversations.ReadEventsAsync(key, after, untilTurn, cancellationToken))
        {
            events.Add(happened);
        }

        return events;
    }
}
