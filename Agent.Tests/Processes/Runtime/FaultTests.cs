using Agent.Processes;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Storage;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;
using Npgsql;

namespace Agent.Tests.Processes.Runtime;

/// <summary>What goes wrong stays with the turn it happened in. The lease is an hour: what is left to it fails the test.</summary>
internal sealed class FaultTests
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(10);
    private RuntimeFixture _replica = null!;

    [SetUp]
    public async Task StartAsync() => _replica = await RuntimeFixture.StartAsync(
        settings: new Dictionary<string, string?> { ["Runtime:LeaseSeconds"] = "3600", ["Runtime:TurnTimeout"] = "00:00:05" });

    [TearDown]
    public async Task StopAsync() => await _replica.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task A_failed_turn_does_not_fail_the_next_one_whose_storage_is_away_for_a_moment(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var gate = new Gate();
        var isAway = true;
        _replica.World.During = async (wish, token) =>
        {
            if (wish.Text == "fall")
            {
                await gate.PassAsync(token);
                throw new InvalidOperationException("fall");
            }

            if (isAway)
            {
                isAway = false;
                throw new NpgsqlException("away", new IOException());
            }
        };
        await SendAsync(key, "fall", cancellationToken);
        await gate.Reached;
        await SendAsync(key, "hello", cancellationToken);
        gate.Open();
        using var scope = Assert.EnterMultipleScope();
        Assert.That((await SoonAsync(key, 1, cancellationToken))?.Status, Is.EqualTo(ConversationStatus.Failed));
        Assert.That((await SoonAsync(key, 2, cancellationToken))?.Reply, Is.EqualTo("2: hello"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Two_turns_that_fail_one_after_the_other_both_end_at_once(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var gate = new Gate();
        _replica.World.During = async (_, token) =>
        {
            await gate.PassAsync(token);
            throw new InvalidOperationException("fall");
        };
        await SendAsync(key, "one", cancellationToken);
        await gate.Reached;
        await SendAsync(key, "two", cancellationToken);
        gate.Open();
        using var scope = Assert.EnterMultipleScope();
        Assert.That((await SoonAsync(key, 1, cancellationToken))?.Status, Is.EqualTo(ConversationStatus.Failed));
        Assert.That((await SoonAsync(key, 2, cancellationToken))?.Status, Is.EqualTo(ConversationStatus.Failed));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_error_of_the_storage_that_nobody_has_named_costs_no_turn_when_it_passes(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        await RefuseCheckpointsAsync(times: 2, cancellationToken);
        var turn = await _replica.SayAsync(key, "hello", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Reply, Is.EqualTo("1: hello"));
        Assert.That(await _replica.ReadAsync<long>("SELECT last_value FROM refused", cancellationToken), Is.GreaterThan(2), "two were refused");
        Assert.That((await _replica.SayAsync(key, "again", cancellationToken)).Reply, Is.EqualTo("2: again"));
    }

    [TestCase(4), TestCase(6, Description = "and what tells of it is tried again as well"), CancelAfter(60_000)]
    public async Task An_error_of_the_storage_that_does_not_pass_fails_the_turn(int times, CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        await RefuseCheckpointsAsync(times, cancellationToken);
        var turn = await _replica.SayAsync(key, "hello", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Failure?.Reason, Is.EqualTo(TurnFailures.Error));
        Assert.That(await _replica.ReadAsync<long>("SELECT last_value FROM refused", cancellationToken), Is.EqualTo(times + 1), "the last holds the failure");
    }

    [Test, CancelAfter(60_000)]
    public async Task A_conversation_whose_workflow_version_is_not_here_waits_and_keeps_its_state(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        await _replica.SayAsync(key, "one", cancellationToken);
        await _replica.ExecuteAsync("UPDATE agent.conversations SET workflow_version = 'v0'", cancellationToken);
        var acceptance = await SendAsync(key, "two", cancellationToken);
        await _replica.ExecuteAsync("UPDATE agent.conversations SET workflow_version = 'v1'", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(acceptance.Queued, Is.True);
        Assert.That((await SoonAsync(key, 2, cancellationToken))?.Reply, Is.EqualTo("2: two"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_state_that_cannot_be_read_parks_the_conversation_until_it_can(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        await _replica.SayAsync(key, "one", cancellationToken);
        await _replica.ExecuteAsync(
            """
            ALTER TABLE agent.checkpoints DISABLE TRIGGER USER;
            UPDATE agent.checkpoints SET body = replace(body::text, '"count":1', '"count":"one"')::json;
            """, cancellationToken);
        await SendAsync(key, "two", cancellationToken);
        var parked = await _replica.ParkedAsync(key, cancellationToken);
        await _replica.ExecuteAsync(
            "UPDATE agent.checkpoints SET body = replace(body::text, '\"count\":\"one\"', '\"count\":1')::json", cancellationToken);
        await _replica.Operations.RetryAsync(key, "operator:ann", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(parked.Reason, Is.EqualTo(ParkedReasons.UnreadableState));
        Assert.That(parked.Error, Does.StartWith("JsonException"));
        Assert.That((await SoonAsync(key, 2, cancellationToken))?.Reply, Is.EqualTo("2: two"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_step_that_heeds_no_token_ends_with_its_turn(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        _replica.World.During = (_, _) => Task.Delay(Timeout.Infinite, CancellationToken.None);
        await SendAsync(key, "deaf", cancellationToken);
        Assert.That((await SoonAsync(key, 1, cancellationToken))?.Failure?.Reason, Is.EqualTo(TurnFailures.Timeout));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_an_error_says_is_stored_but_not_shown(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        _replica.World.During = (_, _) => throw new InvalidOperationException("no such host: db-7.internal");
        await _replica.SayAsync(key, "hello", cancellationToken);
        var errors = new List<string?>();
        await foreach (var happened in _replica.Conversations.ReadEventsAsync(key, 0, 1, cancellationToken))
        {
            if (happened.Type == ConversationEvents.StepCompleted && happened.Data.TryGetProperty("error", out var error))
            {
                errors.Add(error.GetString());
            }
        }

        using var scope = Assert.EnterMultipleScope();
        Assert.That(errors, Is.EqualTo([nameof(InvalidOperationException)]));
        Assert.That(await _replica.ReadAsync<string>(
            "SELECT body::text FROM agent.checkpoints WHERE body -> 'supersteps' -> 1 ->> 'error' LIKE '%db-7%'", cancellationToken), Is.Not.Null);
    }

    [Test, CancelAfter(60_000)]
    public async Task An_input_that_comes_as_its_owner_lets_go_keeps_the_owner(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var inbox = _replica.Get<InboxStore>();
        var first = await inbox.AcceptAsync(key, ConversationInputs.Message, "{\"text\":\"one\"}"u8.ToArray(), null, true, cancellationToken);
        var second = await inbox.AcceptAsync(key, ConversationInputs.Message, "{\"text\":\"two\"}"u8.ToArray(), null, true, cancellationToken);
        var released = await _replica.Get<OwnershipStore>().ReleaseAsync(first!.Claimed!.Claim, 1, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(second!.Claimed, Is.Null);
        Assert.That(released, Is.False);
        Assert.That(await _replica.ReadAsync<string>("SELECT owner FROM agent.conversations", cancellationToken), Is.EqualTo(first.Claimed.Claim.Token));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_decision_and_a_cancel_at_the_same_instant_do_not_block_each_other(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var asked = (await _replica.SayAsync(key, "ask", cancellationToken)).PendingApproval!;

        // A cancel, statement by statement: first the conversation, then its approvals.
        await using var connection = await _replica.Database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, "UPDATE agent.conversations SET status = 'cancelled'", cancellationToken);
        var deciding = _replica.Conversations.DecideAsync(RuntimeFixture.Tenant, asked.ApprovalId, true, null, "operator:ann", cancellationToken);
        while (await _replica.ReadAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", cancellationToken) == 0)
        {
            await Task.Delay(10, cancellationToken);
        }

        await RunAsync(connection, "UPDATE agent.approvals SET status = 'withdrawn', decided_at = now(), decided_by = 'operator:bob'", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var outcome = await deciding;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(outcome!.Accepted, Is.False);
        Assert.That(await _replica.ReadAsync<int>("SELECT last_input FROM agent.conversations", cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_cancel_ends_the_waiting_for_every_turn_it_cuts_off(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        var gate = new Gate();
        _replica.World.During = (_, token) => gate.PassAsync(token);
        await SendAsync(key, "one", cancellationToken);
        await gate.Reached;
        await SendAsync(key, "two", cancellationToken);
        await _replica.Conversations.CancelAsync(key, "operator:ann", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await SoonAsync(key, 1, cancellationToken), Has.Property("TurnId").EqualTo("t1").And.Property("Status").EqualTo(ConversationStatus.Cancelled));
        Assert.That(await SoonAsync(key, 2, cancellationToken), Has.Property("TurnId").EqualTo("t2").And.Property("Status").EqualTo(ConversationStatus.Cancelled));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_superstep_shows_the_states_that_a_later_one_of_its_checkpoint_replaced(CancellationToken cancellationToken)
    {
        var key = await _replica.BeginAsync(cancellationToken);
        await _replica.SayAsync(key, "one", cancellationToken);
        await _replica.SayAsync(key, "join", cancellationToken);
        var hearing = (await _replica.Conversations.ReadSuperstepsAsync(key, cancellationToken: cancellationToken)).First(step => step.TurnId == "t2");
        var view = await _replica.Conversations.ReadCheckpointAsync(key, hearing.Number, cancellationToken);
        Assert.That(view!.States["answer"].GetProperty("last").GetString(), Is.EqualTo("one"));
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private Task<Acceptance> SendAsync(ConversationKey key, string text, CancellationToken cancellationToken) =>
        _replica.Conversations.SendAsync(key, new() { Text = text }, null, cancellationToken);

    /// <summary>The next checkpoints are refused with an error that no driver calls passing. A sequence counts, as it is not rolled back.</summary>
    private Task RefuseCheckpointsAsync(int times, CancellationToken cancellationToken) => _replica.ExecuteAsync(
        $"""
        CREATE SEQUENCE refused;
        CREATE FUNCTION agent.refuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
            IF nextval('public.refused') <= {times} THEN RAISE EXCEPTION 'nobody knows why'; END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON agent.checkpoints FOR EACH ROW WHEN (NEW.turn = 1) EXECUTE FUNCTION agent.refuse();
        """, cancellationToken);

    private Task<TurnView?> SoonAsync(ConversationKey key, int turn, CancellationToken cancellationToken) =>
        _replica.Conversations.WaitAsync(key, turn, s_soon, cancellationToken);
}
