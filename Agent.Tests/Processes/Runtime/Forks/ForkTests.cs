using System.Text.Json;
using Agent.Processes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Processes.Runtime.Forks;

/// <summary>Forks of the first conversation of the README: a return that is asked about, agreed to and booked.</summary>
internal sealed class ForkTests
{
    private static readonly string[] s_said = ["I'd like to return the headphones from my last order", "back to my card please", "yes"];
    private SupportFixture _support = null!;
    private SupportFixture.Talk _talk = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _support = await SupportFixture.StartAsync();
        _talk = await _support.TalkAsync("mara_olsen_1001", CancellationToken.None);
    }

    [TearDown]
    public async Task StopAsync() => await _support.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task The_past_is_shared_and_not_copied(CancellationToken cancellationToken)
    {
        await SayAsync(2, cancellationToken);
        var end = await EndOfAsync(1, cancellationToken);
        var before = await _support.ReadAsync<long>("SELECT count(*) FROM agent.checkpoints", cancellationToken);
        var fork = await ForkAsync(new() { Checkpoint = end, RequestedBy = "operator:ann" }, cancellationToken);
        var after = await _support.ReadAsync<long>("SELECT count(*) FROM agent.checkpoints", cancellationToken);
        var transcript = await _support.Conversations.ReadTranscriptAsync(fork.Key, cancellationToken);
        var source = await _support.Conversations.ReadTranscriptAsync(_talk.Key, cancellationToken);
        var answer = await fork.SayAsync("to a gift card please", cancellationToken);
        var events = await fork.EventsAsync(2, cancellationToken);
        var view = await _support.Conversations.FindAsync(fork.Key, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(after - before, Is.EqualTo(1), "The fork has one checkpoint of its own, whatever its past.");
        Assert.That(transcript, Is.EqualTo(source.Take(2)));
        Assert.That(answer.TurnId, Is.EqualTo("t2"));
        Assert.That(answer.Reply, Is.Not.Empty);
        Assert.That(events.Select(happened => happened.Number), Is.EqualTo(Enumerable.Range(1, events.Count)));
        Assert.That(await _support.Conversations.ReadTranscriptAsync(_talk.Key, cancellationToken), Is.EqualTo(source), "Nothing of it shows in the source.");
        Assert.That(view!.ForkedFrom, Is.EqualTo(new ForkPoint(_talk.Key.Id, end)));
        Assert.That(view.Sandbox, Is.True);
        Assert.That(await _support.Conversations.WaitAsync(fork.Key, 1, TimeSpan.FromSeconds(5), cancellationToken), Is.Not.Null, "A turn of the past can be asked for.");
    }

    /// <summary>Also inside a checkpoint that holds several supersteps, in the middle of a turn, and while an approval is open.</summary>
    [Test, CancelAfter(300_000)]
    public async Task Every_superstep_can_be_forked_and_nothing_outside_changes(CancellationToken cancellationToken)
    {
        await SayAsync(3, cancellationToken);
        var supersteps = await _support.Conversations.ReadSuperstepsAsync(_talk.Key, 0, 500, cancellationToken);
        foreach (var superstep in supersteps)
        {
            var fork = await ForkAsync(new() { Checkpoint = superstep.Number, RequestedBy = "operator:ann" }, cancellationToken);
            await _support.Conversations.WaitAsync(fork.Key, TurnIds.Parse(superstep.TurnId)!.Value, TimeSpan.FromSeconds(30), cancellationToken);
            var view = await _support.Conversations.FindAsync(fork.Key, cancellationToken);
            var past = await _support.Conversations.ReadSuperstepsAsync(fork.Key, 0, 500, cancellationToken);
            var there = await _support.Conversations.ReadCheckpointAsync(_talk.Key, superstep.Number, cancellationToken);
            var here = await _support.Conversations.ReadCheckpointAsync(fork.Key, superstep.Number, cancellationToken);
            using var scope = Assert.EnterMultipleScope();
            Assert.That(view!.Status, Is.AnyOf(ConversationStatus.Idle, ConversationStatus.Waiting), $"after superstep {superstep.Number}");
            Assert.That(past.Select(step => step.Number), Is.EqualTo(Enumerable.Range(1, past.Count)));
            Assert.That(JsonSerializer.Serialize(here), Is.EqualTo(JsonSerializer.Serialize(there)), $"superstep {superstep.Number} is the same from both sides");
        }

        using var end = Assert.EnterMultipleScope();
        Assert.That(await _support.ReadAsync<long>("SELECT count(*) FROM agent.checkpoints WHERE last_number > number AND conversation_id IN (SELECT source_id FROM agent.lineage)", cancellationToken), Is.Positive);
        Assert.That(await ReturnsAsync(cancellationToken), Is.EqualTo(1));
        Assert.That(await _support.ReadAsync<long>("SELECT count(*) FROM backoffice.tool_effects", cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_fork_of_a_fork_reads_both_pasts(CancellationToken cancellationToken)
    {
        await SayAsync(1, cancellationToken);
        var first = await ForkAsync(new() { Checkpoint = await EndOfAsync(1, cancellationToken), RequestedBy = "operator:ann" }, cancellationToken);
        await first.SayAsync("back to my card please", cancellationToken);
        var own = (await _support.Conversations.ReadSuperstepsAsync(first.Key, 0, 500, cancellationToken))[^1].Number;
        var outcome = await _support.Forks.ForkAsync(first.Key, new() { Checkpoint = own, RequestedBy = "operator:ann" }, cancellationToken);
        var second = _support.Resume(outcome!.Fork!.Id);
        var repeated = await second.SayAsync("what was that again?", cancellationToken);
        var back = await _support.Forks.ForkAsync(second.Key, new() { Checkpoint = 2, RequestedBy = "operator:ann" }, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(repeated.Status, Is.EqualTo(ConversationStatus.Waiting));
        Assert.That((await _support.Conversations.ReadTranscriptAsync(second.Key, cancellationToken)).Select(line => line.Text), Does.Contain(s_said[0]).And.Contain("back to my card please"));
        Assert.That(await _support.ReadAsync<long>($"SELECT count(*) FROM agent.lineage WHERE conversation_id = '{second.Key.Id}'", cancellationToken), Is.EqualTo(2));
        Assert.That(await _support.ReadAsync<string>($"SELECT source_id FROM agent.lineage WHERE conversation_id = '{back!.Fork!.Id}'", cancellationToken), Is.EqualTo(_talk.Key.Id));
    }

    [Test, CancelAfter(60_000)]
    public async Task Another_answer_to_the_approval_is_given_in_the_fork_alone(CancellationToken cancellationToken)
    {
        await SayAsync(2, cancellationToken);
        var end = await EndOfAsync(2, cancellationToken);
        var denied = await ForkAsync(new() { Checkpoint = end, Approval = ForkAnswer.Deny, RequestedBy = "operator:ann" }, cancellationToken);
        var refusal = await denied.EndAsync(3, "[fork: deny]", cancellationToken);
        var booked = await _talk.SayAsync("yes", cancellationToken);
        var approved = await ForkAsync(new() { Checkpoint = end, Approval = ForkAnswer.Approve, RequestedBy = "operator:ann" }, cancellationToken);
        var agreement = await approved.EndAsync(3, "[fork: approve]", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(refusal.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(refusal.PendingApproval, Is.Null);
        Assert.That(booked.Reply, Does.Contain("#W1000001"), "The source's question stayed open.");
        Assert.That(agreement.Reply, Does.Contain("#W1000001"), "The tool answered from the record.");
        Assert.That(await ReturnsAsync(cancellationToken), Is.EqualTo(1));
        Assert.That(await _support.ReadAsync<long>("SELECT count(DISTINCT id) FROM agent.approvals", cancellationToken), Is.EqualTo(3));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_happens_when_nobody_answers_can_be_seen_in_a_fork(CancellationToken cancellationToken)
    {
        await SayAsync(2, cancellationToken);
        var lapsed = await ForkAsync(
            new() { Checkpoint = await EndOfAsync(2, cancellationToken), Approval = ForkAnswer.Expire, RequestedBy = "operator:ann" }, cancellationToken);
        var end = await lapsed.EndAsync(3, "[fork: expire]", cancellationToken);
        var kept = (await _support.Conversations.FindAsync(_talk.Key, cancellationToken))!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(end.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(end.Reply, Is.Not.Empty, "The customer is told.");
        Assert.That(await ReturnsAsync(cancellationToken), Is.Zero);
        Assert.That(kept.PendingApproval!.Status, Is.EqualTo(ApprovalStatus.Pending), "The source still waits.");
        Assert.That(
            await _support.ReadAsync<string>($"SELECT status FROM agent.approvals WHERE conversation_id = '{lapsed.Key.Id}'", cancellationToken), Is.EqualTo("expired"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_fork_replays_from_where_it_was_forked(CancellationToken cancellationToken)
    {
        await SayAsync(2, cancellationToken);
        var shared = await EndOfAsync(2, cancellationToken);
        var fork = await ForkAsync(new() { Checkpoint = shared, Approval = ForkAnswer.Deny, RequestedBy = "operator:ann" }, cancellationToken);
        await fork.EndAsync(3, "[fork: deny]", cancellationToken);
        await fork.SayAsync(s_said[0], cancellationToken);
        var report = await _support.ReplayAsync(fork.Key, cancellationToken);
        var last = (await _support.Conversations.ReadSuperstepsAsync(fork.Key, 0, 500, cancellationToken))[^1].Number;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(report.Outcome, Is.EqualTo(ReplayOutcome.Identical), report.Difference?.ToString());
        Assert.That(report.Supersteps, Is.EqualTo(last - shared - 1), "The shared past is the source's to replay, and the first checkpoint of its own is where it begins.");
    }

    [Test, CancelAfter(60_000)]
    public async Task An_open_approval_can_be_decided_in_the_fork_by_its_own_id(CancellationToken cancellationToken)
    {
        await SayAsync(2, cancellationToken);
        var source = (await _support.Conversations.FindAsync(_talk.Key, cancellationToken))!.PendingApproval!;
        var fork = await ForkAsync(new() { Checkpoint = await EndOfAsync(2, cancellationToken), RequestedBy = "operator:ann" }, cancellationToken);
        var open = (await _support.Conversations.FindAsync(fork.Key, cancellationToken))!.PendingApproval!;
        var listed = await _support.Approvals.ListAsync(SupportFixture.Tenant, new() { Status = ApprovalStatus.Pending }, cancellationToken);
        var all = await _support.Approvals.ListAsync(SupportFixture.Tenant, new() { Status = ApprovalStatus.Pending, WithSandboxes = true }, cancellationToken);
        var decided = await fork.DecideAsync(false, "only a try", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(open.Request.ApprovalId, Is.Not.EqualTo(source.Request.ApprovalId));
        Assert.That(listed.Select(approval => approval.ConversationId), Is.EqualTo(new[] { _talk.Key.Id }), "Nobody is asked to decide for a sandbox.");
        Assert.That(all, Has.Count.EqualTo(2));
        Assert.That(open.Request.Summary, Is.EqualTo(source.Request.Summary));
        Assert.That(decided.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That((await _support.Conversations.FindAsync(_talk.Key, cancellationToken))!.PendingApproval!.Status, Is.EqualTo(ApprovalStatus.Pending));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_sandbox_refuses_what_was_never_done_and_says_so(CancellationToken cancellationToken)
    {
        await SayAsync(2, cancellationToken);
        var fork = await ForkAsync(new() { Checkpoint = await EndOfAsync(2, cancellationToken), RequestedBy = "operator:ann" }, cancellationToken);
        var end = await fork.SayAsync("yes", cancellationToken);
        var answers = (await fork.EventsAsync(3, cancellationToken)).Where(happened => happened.Type == ConversationEvents.ToolCompleted).Select(happened => happened.Data.GetRawText());
        using var scope = Assert.EnterMultipleScope();
        Assert.That(end.Failure, Is.Null);
        Assert.That(answers, Has.Some.Contains("sandbox"));
        Assert.That(await ReturnsAsync(cancellationToken), Is.Zero);
        Assert.That(await _support.ReadAsync<long>("SELECT count(*) FROM backoffice.tool_effects", cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_live_fork_acts_for_real_and_says_who_wanted_it(CancellationToken cancellationToken)
    {
        await SayAsync(2, cancellationToken);
        var fork = await ForkAsync(
            new() { Checkpoint = await EndOfAsync(2, cancellationToken), Approval = ForkAnswer.Approve, Live = true, RequestedBy = "operator:ann", Reason = "the customer called" }, cancellationToken);
        var end = await fork.EndAsync(3, "[fork: approve]", cancellationToken);
        var kept = JsonSerializer.Deserialize<JsonElement>((await _support.ReadAsync<string>($"SELECT overrides::text FROM agent.conversations WHERE id = '{fork.Key.Id}'", cancellationToken))!);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(end.Reply, Does.Contain("#W1000001"));
        Assert.That(await ReturnsAsync(cancellationToken), Is.EqualTo(1));
        Assert.That(await _support.ReadAsync<bool>($"SELECT sandbox FROM agent.conversations WHERE id = '{fork.Key.Id}'", cancellationToken), Is.False);
        Assert.That(kept.GetProperty("by").GetString(), Is.EqualTo("operator:ann"));
        Assert.That(kept.GetProperty("reason").GetString(), Is.EqualTo("the customer called"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Nobody_goes_on_for_real_from_what_only_a_sandbox_did(CancellationToken cancellationToken)
    {
        await SayAsync(1, cancellationToken);
        var sandbox = await ForkAsync(new() { Checkpoint = await EndOfAsync(1, cancellationToken), RequestedBy = "operator:ann" }, cancellationToken);
        await sandbox.SayAsync("back to my card please", cancellationToken);
        var own = (await _support.Conversations.ReadSuperstepsAsync(sandbox.Key, 0, 500, cancellationToken))[^1].Number;
        var outcome = await _support.Forks.ForkAsync(sandbox.Key, new() { Checkpoint = own, Live = true, RequestedBy = "operator:ann", Reason = "a try" }, cancellationToken);
        Assert.That(outcome!.Faults.Keys, Is.EqualTo(new[] { "live" }));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_does_not_fit_is_refused_with_its_place(CancellationToken cancellationToken)
    {
        await SayAsync(1, cancellationToken);
        var outcome = await _support.Forks.ForkAsync(_talk.Key, new()
        {
            Checkpoint = await EndOfAsync(1, cancellationToken),
            RequestedBy = "operator:ann",
            Approval = ForkAnswer.Approve,
            Prompts = new Dictionary<string, string> { ["triage"] = "99", ["no_such"] = "1" },
            States = new Dictionary<string, JsonElement>
            {
                ["no/such"] = Json("{}"),
                ["triage"] = Json("""{"isWaiting":"perhaps"}"""),
                ["orders/agent"] = Json("""{"noSuchMember":1}"""),
            },
        }, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(outcome!.Fork, Is.Null);
        Assert.That(outcome.Faults.Keys, Is.EquivalentTo(new[] { "approval", "prompts.triage", "prompts.no_such", "states.no/such", "states.triage", "states.orders/agent" }));
        Assert.That(outcome.Faults["states.triage"].Single(), Does.Contain("isWaiting"));
        Assert.That(await _support.ReadAsync<long>("SELECT count(*) FROM agent.conversations", cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_superstep_or_a_conversation_that_is_not_there_is_not_found(CancellationToken cancellationToken)
    {
        await SayAsync(1, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await _support.Forks.ForkAsync(_talk.Key, new() { Checkpoint = 999, RequestedBy = "ann" }, cancellationToken), Is.Null);
        Assert.That(await _support.Forks.ForkAsync(new("other", _talk.Key.Id), new() { Checkpoint = 1, RequestedBy = "ann" }, cancellationToken), Is.Null);
    }

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    private async Task SayAsync(int turns, CancellationToken cancellationToken)
    {
        foreach (var text in s_said.Take(turns))
        {
            await _talk.SayAsync(text, cancellationToken);
        }
    }

    private async Task<int> EndOfAsync(int turn, CancellationToken cancellationToken) =>
        (await _support.Conversations.ReadSuperstepsAsync(_talk.Key, 0, 500, cancellationToken)).Last(superstep => superstep.TurnId == TurnIds.Format(turn)).Number;

    private async Task<SupportFixture.Talk> ForkAsync(ForkRequest request, CancellationToken cancellationToken)
    {
        var outcome = await _support.Forks.ForkAsync(_talk.Key, request, cancellationToken);
        Assert.That(outcome!.Faults, Is.Empty);
        return _support.Resume(outcome.Fork!.Id);
    }

    private async Task<long> ReturnsAsync(CancellationToken cancellationToken) =>
        await _support.ReadAsync<long>("SELECT count(*) FROM backoffice.returns", cancellationToken);
}
