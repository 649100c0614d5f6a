using Agent.Processes;
using Agent.Processes.Runtime.Storage;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;

namespace Agent.Tests.Processes.Runtime.TakeOver;

internal sealed class TakeOverTests
{
    private const string Ann = "operator:ann";
    private const string Bob = "operator:bob";
    private RuntimeFixture _replica = null!;

    private ITakeOvers TakeOvers => _replica.Get<ITakeOvers>();

    [SetUp]
    public async Task StartAsync() => _replica = await RuntimeFixture.StartAsync();

    [TearDown]
    public ValueTask StopAsync() => _replica.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task A_turn_that_runs_ends_without_an_answer_and_its_owner_commits_nothing_more(CancellationToken cancellationToken)
    {
        var gate = new Gate();
        _replica.World.BeforeAnswer = (_, token) => gate.PassAsync(token);
        var key = await _replica.BeginAsync(cancellationToken);
        var sent = await _replica.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await gate.Reached;
        var outcome = await TakeOvers.ClaimAsync(key, Ann, "angry", cancellationToken);
        var end = await _replica.EndAsync(key, sent.Turn, cancellationToken);
        gate.Open();
        while (_replica.Running.Count > 0)
            await Task.Delay(10, cancellationToken);
        var found = await _replica.Conversations.FindAsync(key, cancellationToken);
        var transcript = await _replica.Conversations.ReadTranscriptAsync(key, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(outcome!.Result, Is.EqualTo(TakeOverResult.Done));
        Assert.That(end.Status, Is.EqualTo(ConversationStatus.Claimed));
        Assert.That(end.Failure?.Reason, Is.EqualTo("claimed"));
        Assert.That(found, Has.Property("Status").EqualTo(ConversationStatus.Claimed).And.Property("ClaimedBy").EqualTo(Ann));
        Assert.That(transcript.Select(line => line.Role), Is.EqualTo(["customer"]));
        Assert.That((await EventsAsync(key, cancellationToken))[^1].Type, Is.EqualTo(ConversationEvents.ConversationClaimed));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_the_customer_writes_meanwhile_is_kept_shown_and_not_worked_on(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        await _replica.SayAsync(key, "one", cancellationToken);
        await TakeOvers.ClaimAsync(key, Ann, null, cancellationToken);
        var meanwhile = await _replica.SayAsync(key, "two", cancellationToken);
        var written = await TakeOvers.WriteAsync(key, Ann, "I am a person.", cancellationToken);
        await _replica.SayAsync(key, "three", cancellationToken);
        var events = await EventsAsync(key, cancellationToken);
        var transcript = await _replica.Conversations.ReadTranscriptAsync(key, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(meanwhile, Has.Property("Status").EqualTo(ConversationStatus.Claimed).And.Property("Reply").Null);
        Assert.That(written!.Written, Has.Property("Role").EqualTo("operator").And.Property("TurnId").EqualTo("t2"));
        Assert.That(transcript.Select(line => $"{line.Role}: {line.Text}"), Is.EqualTo(
            ["customer: one", "agent: 1: one", "customer: two", "operator: I am a person.", "customer: three"]));
        Assert.That(events.SkipWhile(happened => happened.Type != ConversationEvents.ConversationClaimed).Select(happened => happened.Type), Is.EqualTo(
            [
                ConversationEvents.ConversationClaimed, ConversationEvents.TurnStarted, ConversationEvents.TurnCompleted, ConversationEvents.MessageCompleted,
                ConversationEvents.TurnStarted, ConversationEvents.TurnCompleted,
            ]));
        Assert.That(events.Select(happened => happened.Number), Is.EqualTo(Enumerable.Range(1, events.Count)));
        Assert.That(_replica.World.Done, Is.EqualTo(["t1:one"]));
    }

    [Test, CancelAfter(60_000)]
    public async Task The_first_turns_end_is_still_found_after_a_person_had_the_conversation(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var first = await _replica.SayAsync(key, "one", cancellationToken);
        await TakeOvers.ClaimAsync(key, Ann, null, cancellationToken);
        await TakeOvers.WriteAsync(key, Ann, "hello", cancellationToken);
        await TakeOvers.ReleaseAsync(key, Ann, null, cancellationToken);
        await UntilAsync(key, ConversationStatus.Idle, cancellationToken);
        var found = await _replica.Get<FeedStore>().FindEndAsync(key, 1, cancellationToken);
        Assert.That(found, Is.EqualTo(first));
    }

    [Test, CancelAfter(60_000)]
    public async Task Handed_back_the_agent_answers_again_and_the_whole_conversation_replays_identically(CancellationToken cancellationToken)
    {
        var gate = new Gate();
        _replica.World.During = (wish, token) => wish.Text == "two" ? gate.PassAsync(token) : Task.CompletedTask;
        var key = await _replica.BeginAsync(cancellationToken);
        await _replica.SayAsync(key, "one", cancellationToken);
        await _replica.Conversations.SendAsync(key, new() { Text = "two" }, null, cancellationToken);
        await gate.Reached;
        await TakeOvers.ClaimAsync(key, Ann, null, cancellationToken);
        await _replica.SayAsync(key, "meanwhile", cancellationToken);
        await TakeOvers.WriteAsync(key, Ann, "hello", cancellationToken);
        var released = await TakeOvers.ReleaseAsync(key, Bob, "be kind", cancellationToken);
        var after = await _replica.SayAsync(key, "note", cancellationToken);
        gate.Open();
        var report = (await _replica.Get<ITimeTravel>().ReplayAsync(key, cancellationToken: cancellationToken))!;
        var list = await TakeOvers.ListAsync(key, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(released!.Result, Is.EqualTo(TakeOverResult.Done));
        // The count is the agent's own: one, and then this one. What came to a person is not among what it heard.
        Assert.That(after.Reply, Is.EqualTo("2: note"));
        Assert.That(report.Outcome, Is.EqualTo(ReplayOutcome.Identical), $"{report.Difference}");
        Assert.That(list.Single(), Is.EqualTo(new TakeOverView(Ann, list[0].ClaimedAt, null, Bob, list[0].ReleasedAt, "be kind")));
        var checkpoint = await _replica.Conversations.ReadSuperstepsAsync(key, cancellationToken: cancellationToken);
        Assert.That(checkpoint.Select(superstep => superstep.Number), Is.EqualTo(Enumerable.Range(1, checkpoint.Count)));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_open_approval_is_withdrawn_and_nobody_can_decide_it(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var asked = await _replica.SayAsync(key, "ask", cancellationToken);
        await TakeOvers.ClaimAsync(key, Ann, null, cancellationToken);
        var decision = await _replica.Conversations.DecideAsync(RuntimeFixture.Tenant, asked.PendingApproval!.ApprovalId, true, null, Bob, cancellationToken);
        await TakeOvers.ReleaseAsync(key, Ann, null, cancellationToken);
        await UntilAsync(key, ConversationStatus.Idle, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(decision, Has.Property("Accepted").False);
        Assert.That(decision!.Approval.Status, Is.EqualTo(ApprovalStatus.Withdrawn));
        Assert.That((await EventsAsync(key, cancellationToken)).Count(happened => happened.Type == ConversationEvents.ApprovalDecided), Is.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task Only_one_person_has_it_and_only_they_write(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var early = await TakeOvers.WriteAsync(key, Ann, "hello", cancellationToken);
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => TakeOvers.ClaimAsync(key, $"operator:{number}", null, cancellationToken)));
        var winner = claims.Single(claim => claim!.Result == TakeOverResult.Done)!.ClaimedBy!;
        var again = await TakeOvers.ClaimAsync(key, winner, null, cancellationToken);
        var other = await TakeOvers.WriteAsync(key, Ann, "hello", cancellationToken);
        await _replica.Conversations.CancelAsync(key, Bob, cancellationToken);
        var late = await TakeOvers.ClaimAsync(key, Ann, null, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(early!.Result, Is.EqualTo(TakeOverResult.NotClaimed));
        Assert.That(again!.Result, Is.EqualTo(TakeOverResult.Done));
        Assert.That(other, Is.EqualTo(new TakeOverOutcome(TakeOverResult.ClaimedByAnother, winner)));
        Assert.That(late!.Result, Is.EqualTo(TakeOverResult.Ended));
        Assert.That(await TakeOvers.ClaimAsync(key with { Tenant = "other" }, Ann, null, cancellationToken), Is.Null);
        Assert.That((await TakeOvers.ListAsync(key, cancellationToken)).Single(), Has.Property("ReleasedBy").EqualTo(Bob));
        Assert.That((await _replica.Conversations.FindAsync(key, cancellationToken))!.ClaimedBy, Is.Null);
    }

    [Test, CancelAfter(60_000)]
    public async Task The_four_hundredth_message_of_a_person_costs_what_the_first_did(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        await _replica.SayAsync(key, "one", cancellationToken);
        await TakeOvers.ClaimAsync(key, Ann, null, cancellationToken);
        for (var number = 0; number < 400; number++)
            await TakeOvers.WriteAsync(key, Ann, "hello", cancellationToken);
        Assert.That(await _replica.ReadAsync<int>("SELECT max(cardinality(needs)) FROM agent.checkpoints", cancellationToken), Is.LessThan(5));
        await TakeOvers.ReleaseAsync(key, Ann, null, cancellationToken);
        Assert.That((await _replica.SayAsync(key, "two", cancellationToken)).Reply, Is.EqualTo("2: two"));
    }

    private async Task UntilAsync(ConversationKey key, ConversationStatus status, CancellationToken cancellationToken)
    {
        while ((await _replica.Conversations.FindAsync(key, cancellationToken))!.Status != status)
            await Task.Delay(10, cancellationToken);
    }

    private async Task<List<ConversationEvent>> EventsAsync(ConversationKey key, CancellationToken cancellationToken) =>
        await _replica.Get<FeedStore>().ReadAsync(key, 0, cancellationToken).ToListAsync(cancellationToken);
}
