using Agent.Processes;
using Agent.Processes.Runtime;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;

namespace Agent.Tests.Processes.Runtime;

/// <summary>The runtime's invariants, each in a situation that would break it.</summary>
internal sealed class InvariantTests
{
    private static readonly Dictionary<string, string?> s_shortLease = new() { ["Runtime:LeaseSeconds"] = "2" };
    private static readonly Dictionary<string, string?> s_longLease = new() { ["Runtime:LeaseSeconds"] = "3600" };
    private readonly List<RuntimeFixture> _replicas = [];

    [TearDown]
    public async Task StopAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        _replicas.Clear();
    }

    [Test, CancelAfter(60_000)]
    public async Task The_same_key_twenty_times_at_one_instant_is_one_turn(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var key = await replica.BeginAsync(cancellationToken);
        var acceptances = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Task.Run(() => replica.Conversations.SendAsync(key, new() { Text = "once" }, "key-1", cancellationToken), cancellationToken)));
        var turns = await Task.WhenAll(acceptances.Select(acceptance => replica.EndAsync(key, acceptance.Turn, cancellationToken)));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(acceptances.Count(acceptance => acceptance.Outcome == AcceptanceOutcome.Accepted), Is.EqualTo(1));
        Assert.That(acceptances.Count(acceptance => acceptance.Outcome == AcceptanceOutcome.Repeated), Is.EqualTo(19));
        Assert.That(turns.Select(turn => turn.Reply), Is.All.EqualTo("1: once"));
        Assert.That(replica.World.Done, Is.EqualTo(["t1:once"]));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_used_key_with_another_message_is_refused(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var key = await replica.BeginAsync(cancellationToken);
        await replica.SayAsync(key, "one", cancellationToken, "key-1");
        var acceptance = await replica.Conversations.SendAsync(key, new() { Text = "two" }, "key-1", cancellationToken);
        Assert.That(acceptance.Outcome, Is.EqualTo(AcceptanceOutcome.KeyReused));
    }

    [Test, CancelAfter(60_000)]
    public async Task Messages_that_come_during_a_turn_are_answered_after_it_in_order(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var key = await replica.BeginAsync(cancellationToken);
        var gate = new Gate();
        replica.World.During = (wish, token) => wish.Text == "first" ? gate.PassAsync(token) : Task.CompletedTask;
        await replica.Conversations.SendAsync(key, new() { Text = "first" }, null, cancellationToken);
        await gate.Reached;
        for (var number = 2; number <= 6; number++)
        {
            await replica.Conversations.SendAsync(key, new() { Text = $"message {number}" }, null, cancellationToken);
        }

        gate.Open();
        var last = await replica.EndAsync(key, 6, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(last.Reply, Is.EqualTo("6: message 6"));
        Assert.That(replica.World.Done, Is.EqualTo(["t1:first", "t2:message 2", "t3:message 3", "t4:message 4", "t5:message 5", "t6:message 6"]));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_stale_owner_commits_nothing_and_another_replica_goes_on(CancellationToken cancellationToken)
    {
        var paused = await StartAsync();
        var key = await paused.BeginAsync(cancellationToken);
        var gate = new Gate();
        paused.World.During = (_, token) => gate.PassAsync(token);
        await paused.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await gate.Reached;
        await paused.ExecuteAsync("UPDATE agent.conversations SET lease_until = now() - interval '1 minute'", cancellationToken);

        var other = await StartAsync(paused.ConnectionString, s_shortLease);
        var turn = await other.EndAsync(key, 1, cancellationToken);
        gate.Open();
        await UntilIdleAsync(paused, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Reply, Is.EqualTo("1: hello"));
        Assert.That(await paused.ReadAsync<long>("SELECT count(*) FROM agent.checkpoints WHERE epoch = 1", cancellationToken), Is.Zero);
        Assert.That(await paused.ReadAsync<long>("SELECT count(*) FROM agent.checkpoints WHERE ends_turn", cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_committed_activity_is_not_done_again_after_a_takeover(CancellationToken cancellationToken)
    {
        var dying = await StartAsync();
        var key = await dying.BeginAsync(cancellationToken);
        var gate = new Gate();
        dying.World.BeforeAnswer = (_, token) => gate.PassAsync(token);
        await dying.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await gate.Reached;
        await dying.ExecuteAsync("UPDATE agent.conversations SET lease_until = now() - interval '1 minute'", cancellationToken);

        var other = await StartAsync(dying.ConnectionString, s_shortLease);
        var turn = await other.EndAsync(key, 1, cancellationToken);
        gate.Open();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Reply, Is.EqualTo("1: hello"));
        Assert.That(dying.World.Done, Is.EqualTo(["t1:hello"]));
        Assert.That(other.World.Done, Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_long_turn_keeps_its_lease(CancellationToken cancellationToken)
    {
        // Long enough that a busy machine does not lose it while the second replica starts.
        var settings = new Dictionary<string, string?> { ["Runtime:LeaseSeconds"] = "6" };
        var thinking = await StartAsync(settings: settings);
        var key = await thinking.BeginAsync(cancellationToken);
        var gate = new Gate();
        thinking.World.During = (_, token) => gate.PassAsync(token);
        await thinking.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await gate.Reached;
        var other = await StartAsync(thinking.ConnectionString, settings);
        var lease = await thinking.ReadAsync<DateTime>("SELECT lease_until FROM agent.conversations", cancellationToken);
        // More than the lease's length, seen in the lease itself: every renewal moves it.
        while (await thinking.ReadAsync<DateTime>("SELECT lease_until FROM agent.conversations", cancellationToken) < lease + TimeSpan.FromSeconds(7))
        {
            await Task.Delay(50, cancellationToken);
        }

        gate.Open();
        var turn = await thinking.EndAsync(key, 1, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Reply, Is.EqualTo("1: hello"));
        Assert.That(thinking.World.Done, Has.Count.EqualTo(1));
        Assert.That(other.World.Done, Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_turn_that_ended_elsewhere_is_found_at_once_while_a_later_one_runs_here(CancellationToken cancellationToken)
    {
        var first = await StartAsync();
        var key = await first.BeginAsync(cancellationToken);
        await first.SayAsync(key, "hello", cancellationToken);
        var second = await StartAsync(first.ConnectionString);
        var gate = new Gate();
        second.World.During = (_, token) => gate.PassAsync(token);
        var later = await second.Conversations.SendAsync(key, new() { Text = "and then?" }, null, cancellationToken);
        await gate.Reached;
        var ended = await second.Conversations.WaitAsync(key, 1, TimeSpan.Zero, cancellationToken);
        gate.Open();
        await second.EndAsync(key, later.Turn, cancellationToken);
        Assert.That(ended?.Reply, Is.EqualTo("1: hello"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_stopped_replica_hands_over_at_once_however_long_its_lease(CancellationToken cancellationToken)
    {
        var other = await StartAsync(settings: s_shortLease);
        var stopping = await RuntimeFixture.StartAsync(other.ConnectionString, s_longLease);
        var key = await stopping.BeginAsync(cancellationToken);
        var gate = new Gate();
        stopping.World.During = (_, token) => gate.PassAsync(token);
        await stopping.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await gate.Reached;
        await stopping.DisposeAsync();
        Assert.That((await other.EndAsync(key, 1, cancellationToken)).Reply, Is.EqualTo("1: hello"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_replica_that_is_alone_goes_on_at_start_without_waiting_for_the_lease(CancellationToken cancellationToken)
    {
        var gone = await StartAsync(settings: s_longLease);
        var key = await gone.BeginAsync(cancellationToken);
        var gate = new Gate();
        gone.World.During = (_, token) => gate.PassAsync(token);
        await gone.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await gate.Reached;
        var next = await StartAsync(gone.ConnectionString, new Dictionary<string, string?>(s_longLease) { ["Runtime:IsAlone"] = "true" });
        Assert.That((await next.EndAsync(key, 1, cancellationToken)).Reply, Is.EqualTo("1: hello"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_turn_goes_on_when_the_database_cut_every_connection(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var key = await replica.BeginAsync(cancellationToken);
        var gate = new Gate();
        replica.World.During = (_, token) => gate.PassAsync(token);
        await replica.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await gate.Reached;
        await replica.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", cancellationToken);
        gate.Open();
        var turn = await replica.EndAsync(key, 1, cancellationToken);
        Assert.That(turn.Reply, Is.EqualTo("1: hello"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Too_many_supersteps_fail_the_turn_in_words_and_the_conversation_goes_on(CancellationToken cancellationToken)
    {
        var replica = await StartAsync(settings: new Dictionary<string, string?> { ["Runtime:MaxSuperstepsPerTurn"] = "2" });
        var key = await replica.BeginAsync(cancellationToken);
        var turn = await replica.SayAsync(key, "hello", cancellationToken);
        var next = await replica.SayAsync(key, "again", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Status, Is.EqualTo(ConversationStatus.Failed));
        Assert.That(turn.Failure!.Reason, Is.EqualTo(TurnFailures.SuperstepLimit));
        Assert.That(turn.Failure.Message, Is.EqualTo(TurnFailures.Message(TurnFailures.SuperstepLimit)));
        Assert.That(next.TurnId, Is.EqualTo("t2"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_turn_that_takes_too_long_fails_and_the_conversation_goes_on(CancellationToken cancellationToken)
    {
        var replica = await StartAsync(settings: new Dictionary<string, string?> { ["Runtime:TurnTimeout"] = "00:00:01" });
        var key = await replica.BeginAsync(cancellationToken);
        replica.World.During = (wish, token) => wish.Text == "hang" ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;
        var hung = await replica.SayAsync(key, "hang", cancellationToken);
        var next = await replica.SayAsync(key, "hello", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(hung.Failure!.Reason, Is.EqualTo(TurnFailures.Timeout));
        Assert.That(next.Reply, Does.EndWith("hello"));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_error_that_leads_nowhere_fails_the_turn_is_recorded_and_the_conversation_goes_on(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var key = await replica.BeginAsync(cancellationToken);
        replica.World.During = (wish, _) => wish.Text == "fall" ? throw new InvalidOperationException("fall") : Task.CompletedTask;
        var fallen = await replica.SayAsync(key, "fall", cancellationToken);
        var next = await replica.SayAsync(key, "hello", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(fallen.Status, Is.EqualTo(ConversationStatus.Failed));
        Assert.That(fallen.Failure!.Step, Is.EqualTo("answer"));
        Assert.That(fallen.Failure.Message, Does.Not.Contain("fell"));
        Assert.That(await replica.ReadAsync<string>("SELECT body::text FROM agent.checkpoints WHERE body::text LIKE '%fell over%'", cancellationToken), Is.Not.Null);
        Assert.That(next.Reply, Does.EndWith("hello"));
    }

    [Test, CancelAfter(60_000)]
    public async Task The_two_hundredth_turn_writes_what_the_sixtieth_did(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var key = await replica.BeginAsync(cancellationToken);
        for (var turn = 1; turn <= 200; turn++)
        {
            await replica.SayAsync(key, "the same text every time", cancellationToken);
        }

        const string size = "SELECT sum(octet_length(body::text) + octet_length(events::text) + 4 * cardinality(needs)) FROM agent.checkpoints WHERE turn = ";
        const string rows = "SELECT count(*) FROM agent.checkpoints WHERE turn = ";
        var early = await replica.ReadAsync<long>(size + "60", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await replica.ReadAsync<long>(size + "200", cancellationToken), Is.LessThan(early * 1.1));
        Assert.That(await replica.ReadAsync<long>(rows + "200", cancellationToken), Is.EqualTo(await replica.ReadAsync<long>(rows + "60", cancellationToken)));
        Assert.That(await replica.ReadAsync<int>("SELECT max(cardinality(needs)) FROM agent.checkpoints", cancellationToken), Is.LessThanOrEqualTo(AppendOnlyLog<string>.Window + 5));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_decision_does_not_open_an_ended_conversation_again(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var key = await replica.BeginAsync(cancellationToken);
        var asked = await replica.SayAsync(key, "ask", cancellationToken);
        await replica.SayAsync(key, "bye", cancellationToken);
        var outcome = await replica.Conversations.DecideAsync(
            RuntimeFixture.Tenant, asked.PendingApproval!.ApprovalId, true, null, "operator:ann", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(outcome!.Accepted, Is.False);
        Assert.That((await replica.Conversations.FindAsync(key, cancellationToken))!.Status, Is.EqualTo(ConversationStatus.Completed));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_activity_is_committed_by_itself_and_what_only_computes_shares_a_commit(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        await replica.SayAsync(await replica.BeginAsync(cancellationToken), "note", cancellationToken);
        var commits = await replica.ReadAsync<string>(
            "SELECT string_agg(number || '-' || last_number, ' ' ORDER BY number) FROM agent.checkpoints", cancellationToken);
        // hear and work (an activity); answer (an outward event) and note, which only computes.
        Assert.That(commits, Is.EqualTo("1-2 3-4"));
    }

    [TestCase("UPDATE agent.checkpoints SET epoch = 7")]
    [TestCase("UPDATE agent.inbox SET kind = 'other'")]
    [CancelAfter(60_000)]
    public async Task The_database_refuses_to_change_the_past(string change, CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        await replica.SayAsync(await replica.BeginAsync(cancellationToken), "hello", cancellationToken);
        Assert.That(() => replica.ExecuteAsync(change, cancellationToken), Throws.InstanceOf<Npgsql.PostgresException>().With.Message.Contains("never changed"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Nothing_is_kept_running_for_an_idle_conversation(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        await replica.SayAsync(await replica.BeginAsync(cancellationToken), "hello", cancellationToken);
        await UntilIdleAsync(replica, cancellationToken);
        Assert.That(replica.Running.Count, Is.Zero);
    }

    private static async Task UntilIdleAsync(RuntimeFixture replica, CancellationToken cancellationToken)
    {
        while (replica.Running.Count > 0)
        {
            await Task.Delay(10, cancellationToken);
        }
    }

    private async Task<RuntimeFixture> StartAsync(string? connectionString = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var replica = await RuntimeFixture.StartAsync(connectionString, settings ?? s_longLease);
        _replicas.Add(replica);
        return replica;
    }
}
