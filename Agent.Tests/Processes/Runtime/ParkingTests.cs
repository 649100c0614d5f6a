using Agent.Processes;
using Agent.Processes.Recovery;
using Agent.Processes.Runtime.Storage;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Agent.Tests.Processes.Runtime;

/// <summary>Conversations that cannot go on by themselves, and what operators do about them.</summary>
internal sealed class ParkingTests
{
    private const string Ann = "operator:ann";
    private static readonly Dictionary<string, string?> s_short = new() { ["Runtime:LeaseSeconds"] = "2", ["Runtime:MaxAttempts"] = "3" };
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
    public async Task A_superstep_that_ends_its_replica_every_time_parks_the_conversation(CancellationToken cancellationToken)
    {
        var (replica, key) = await PoisonedAsync(cancellationToken);
        var parked = await replica.ParkedAsync(key, cancellationToken);
        var late = await replica.Conversations.SendAsync(key, new() { Text = "still there?" }, null, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(parked.Reason, Is.EqualTo(ParkedReasons.Poisoned));
        Assert.That(parked.Attempts, Is.EqualTo(3));
        Assert.That(parked.Error, Is.Not.Empty);
        Assert.That((await replica.Conversations.FindAsync(key, cancellationToken))!.Status, Is.EqualTo(ConversationStatus.Parked));
        Assert.That(late, Has.Property("Outcome").EqualTo(AcceptanceOutcome.Accepted).And.Property("Parked").True);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_commit_in_between_starts_the_count_again(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var key = await replica.BeginAsync(cancellationToken);
        replica.World.BeforeAnswer = (_, _) => Task.Delay(Timeout.Infinite, CancellationToken.None);
        await replica.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await AbandonAsync(replica, 2, cancellationToken);
        await replica.ExecuteAsync("UPDATE agent.conversations SET stuck_at = stuck_at - 1", cancellationToken);
        await AbandonAsync(replica, 1, cancellationToken);
        Assert.That(await replica.ReadAsync<int>("SELECT attempts FROM agent.conversations", cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task Conversations_whose_work_broke_off_twice_are_begun_one_at_a_time(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var gate = new TaskCompletionSource();
        replica.World.During = (_, _) => gate.Task;
        List<ConversationKey> keys = [];
        for (var n = 0; n < 3; n++)
        {
            keys.Add(await replica.BeginAsync(cancellationToken));
            await replica.Conversations.SendAsync(keys[n], new() { Text = "hello" }, null, cancellationToken);
        }

        await AbandonAllAsync(replica, 3, cancellationToken);
        await AbandonAllAsync(replica, 3, cancellationToken);
        while (await replica.ReadAsync<long>("SELECT count(*) FROM agent.conversations WHERE owner IS NOT NULL AND attempts = 2", cancellationToken) == 0)
        {
            await Task.Delay(20, cancellationToken);
        }

        var late = await replica.Conversations.SendAsync(keys[2], new() { Text = "still there?" }, null, cancellationToken);
        var begun = await replica.ReadAsync<long>("SELECT count(*) FROM agent.conversations WHERE owner IS NOT NULL", cancellationToken);
        gate.SetResult();
        foreach (var key in keys)
        {
            await replica.EndAsync(key, 1, cancellationToken);
        }

        await replica.EndAsync(keys[2], late.Turn, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(begun, Is.EqualTo(1), "the other two wait for the first to end");
        Assert.That(await replica.ReadAsync<long>("SELECT sum(attempts) FROM agent.conversations", cancellationToken), Is.Zero, "a turn that ends clears the suspicion");
    }

    [Test, CancelAfter(60_000)]
    public async Task A_parked_conversation_that_is_tried_again_goes_on_where_it_stopped(CancellationToken cancellationToken)
    {
        var (replica, key) = await PoisonedAsync(cancellationToken);
        await replica.ParkedAsync(key, cancellationToken);
        replica.World.During = (_, _) => Task.CompletedTask;
        var outcome = await replica.Operations.RetryAsync(key, Ann, cancellationToken);
        var turn = await replica.EndAsync(key, 1, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(outcome, Is.EqualTo(new OperationOutcome(true, 1)));
        Assert.That(turn.Reply, Is.EqualTo("1: poison"));
        Assert.That(await replica.Operations.ParkedAsync(key.Tenant, cancellationToken: cancellationToken), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_skipped_turn_fails_and_the_next_input_is_answered(CancellationToken cancellationToken)
    {
        var (replica, key) = await PoisonedAsync(cancellationToken);
        await replica.ParkedAsync(key, cancellationToken);
        await replica.Conversations.SendAsync(key, new() { Text = "next" }, null, cancellationToken);
        replica.World.During = (_, _) => Task.CompletedTask;
        var outcome = await replica.Operations.SkipAsync(key, Ann, cancellationToken);
        var skipped = await replica.EndAsync(key, 1, cancellationToken);
        var next = await replica.EndAsync(key, 2, cancellationToken);
        var supersteps = await replica.Conversations.ReadSuperstepsAsync(key, cancellationToken: cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(outcome, Is.EqualTo(new OperationOutcome(true, 1)));
        Assert.That(skipped.Failure?.Reason, Is.EqualTo("skipped"));
        Assert.That(next.Reply, Does.EndWith(": next"));
        Assert.That(supersteps.First(superstep => superstep.Error is not null).Error, Is.EqualTo("Skipped by operator:ann."));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_skip_in_the_middle_of_a_turn_keeps_the_states_and_the_open_approval(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var key = await replica.BeginAsync(cancellationToken);
        var asked = await replica.SayAsync(key, "ask", cancellationToken);
        replica.World.BeforeAnswer = (_, _) => Task.Delay(Timeout.Infinite, CancellationToken.None);
        await replica.Conversations.SendAsync(key, new() { Text = "stuck" }, null, cancellationToken);
        await AbandonAsync(replica, 3, cancellationToken);
        await replica.ParkedAsync(key, cancellationToken);
        await replica.Operations.SkipAsync(key, Ann, cancellationToken);
        replica.World.BeforeAnswer = (_, _) => Task.CompletedTask;
        var third = await replica.SayAsync(key, "third", cancellationToken);
        var decided = await replica.Conversations.DecideAsync(key.Tenant, asked.PendingApproval!.ApprovalId, true, null, Ann, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(third.Reply, Is.EqualTo("3: third"));
        Assert.That(third.PendingApproval?.ApprovalId, Is.EqualTo(asked.PendingApproval!.ApprovalId));
        Assert.That((await replica.EndAsync(key, decided!.Turn, cancellationToken)).Reply, Is.EqualTo("approved"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_parked_conversation_can_be_cancelled(CancellationToken cancellationToken)
    {
        var (replica, key) = await PoisonedAsync(cancellationToken);
        await replica.ParkedAsync(key, cancellationToken);
        var cancelled = await replica.Conversations.CancelAsync(key, Ann, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(cancelled, Is.True);
        Assert.That(await replica.Operations.RetryAsync(key, Ann, cancellationToken), Is.EqualTo(new OperationOutcome(false)));
        Assert.That(await replica.Operations.SkipAsync(key, Ann, cancellationToken), Is.EqualTo(new OperationOutcome(false)));
        Assert.That(await replica.Operations.ParkedAsync(key.Tenant, cancellationToken: cancellationToken), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_failed_turn_that_is_tried_again_is_a_new_turn_with_the_same_input(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var key = await replica.BeginAsync(cancellationToken);
        replica.World.During = (_, _) => throw new InvalidOperationException("fall");
        var failed = await replica.SayAsync(key, "hello", cancellationToken);
        replica.World.During = (_, _) => Task.CompletedTask;
        var outcome = await replica.Operations.RetryAsync(key, Ann, cancellationToken);
        var again = await replica.EndAsync(key, 2, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(failed.Status, Is.EqualTo(ConversationStatus.Failed));
        Assert.That(outcome, Is.EqualTo(new OperationOutcome(true, 2)));
        Assert.That(again.Reply, Does.EndWith(": hello"));
        Assert.That(await replica.Operations.RetryAsync(key, Ann, cancellationToken), Is.EqualTo(new OperationOutcome(false)));
        Assert.That(await replica.Operations.RetryAsync(new(key.Tenant, "none"), Ann, cancellationToken), Is.Null);
    }

    [Test, CancelAfter(60_000)]
    public async Task Two_operators_who_try_again_at_one_instant_make_one_turn(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var key = await replica.BeginAsync(cancellationToken);
        replica.World.During = (_, _) => throw new InvalidOperationException("fall");
        await replica.SayAsync(key, "hello", cancellationToken);
        replica.World.During = (_, token) => Task.Delay(Timeout.Infinite, token);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => replica.Operations.RetryAsync(key, Ann, cancellationToken), cancellationToken)));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(outcomes.Count(outcome => outcome!.Done), Is.EqualTo(1));
        Assert.That(await replica.ReadAsync<long>("SELECT count(*) FROM agent.inbox", cancellationToken), Is.EqualTo(2));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_failure_that_cannot_be_stored_parks_the_conversation_with_both_errors(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var key = await replica.BeginAsync(cancellationToken);
        await replica.ExecuteAsync(
            """
            CREATE FUNCTION agent.refuse_failures() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                RAISE EXCEPTION 'no room for failures' USING ERRCODE = 'data_exception';
            END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON agent.checkpoints FOR EACH ROW WHEN (NEW.ends_turn) EXECUTE FUNCTION agent.refuse_failures();
            """, cancellationToken);
        replica.World.During = (_, _) => throw new InvalidOperationException("fall");
        await replica.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        var parked = await replica.ParkedAsync(key, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(parked.Reason, Is.EqualTo(ParkedReasons.Poisoned));
        Assert.That(parked.Error, Does.Contain("The apology fell over.").And.Contain("no room for failures"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_NUL_that_PostgreSQL_refuses_fails_the_turn_once(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var key = await replica.BeginAsync(cancellationToken);
        await replica.ExecuteAsync(
            """
            CREATE FUNCTION agent.as_text() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                PERFORM NEW.events::jsonb; RETURN NEW;
            END $$;
            CREATE TRIGGER as_text BEFORE INSERT ON agent.checkpoints FOR EACH ROW WHEN (NOT NEW.ends_turn) EXECUTE FUNCTION agent.as_text();
            """, cancellationToken);
        await replica.Conversations.SendAsync(key, new() { Text = "a\0b" }, null, cancellationToken);
        var turn = await replica.EndAsync(key, 1, cancellationToken);
        var error = (await replica.Conversations.ReadSuperstepsAsync(key, cancellationToken: cancellationToken)).Single(superstep => superstep.Error is not null).Error;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Status, Is.EqualTo(ConversationStatus.Failed));
        Assert.That(error, Does.Contain("22P05"));
        Assert.That((await replica.SayAsync(key, "hello", cancellationToken)).Reply, Does.EndWith(": hello"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_conversation_whose_version_is_gone_is_parked_and_goes_on_when_it_is_back(CancellationToken cancellationToken)
    {
        var old = await StartAsync();
        var key = await old.BeginAsync(cancellationToken);
        await old.SayAsync(key, "one", cancellationToken);
        await old.ExecuteAsync("UPDATE agent.conversations SET workflow_version = 'v2'", cancellationToken);
        var acceptance = await old.Conversations.SendAsync(key, new() { Text = "two" }, null, cancellationToken);
        var parked = await old.ParkedAsync(key, cancellationToken);
        var newer = await StartAsync(old.ConnectionString, services =>
        {
            services.RemoveAll<WorkflowDefinition>();
            services.AddSingleton(ToyWorkflow.Of("v2"));
        });
        var turn = await newer.EndAsync(key, 2, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(acceptance.Queued, Is.True);
        Assert.That(parked, Has.Property("Reason").EqualTo(ParkedReasons.UnknownVersion).And.Property("Error").Contains("v2"));
        Assert.That(turn.Reply, Is.EqualTo("2: two"));
        Assert.That(newer.World.Done, Is.EqualTo(["t2:two"]));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_replica_does_not_take_away_from_itself_what_it_still_works_on(CancellationToken cancellationToken)
    {
        // No rescue but this one: the first of a replica that has just started may be under way, and know nothing of a claim made since.
        var replica = await RuntimeFixture.StartAsync(
            settings: new Dictionary<string, string?> { ["Runtime:LeaseSeconds"] = "3600" },
            configure: services => services.Remove(services.Single(service => service.ImplementationType == typeof(RescueService))));
        _replicas.Add(replica);
        var key = await replica.BeginAsync(cancellationToken);
        var gate = new Gate();
        replica.World.During = (_, token) => gate.PassAsync(token);
        await replica.Conversations.SendAsync(key, new() { Text = "hello" }, null, cancellationToken);
        await gate.Reached;
        await replica.ExecuteAsync("UPDATE agent.conversations SET lease_until = now() - interval '1 minute'", cancellationToken);
        var found = await replica.Get<OwnershipStore>().RescueAsync(
            10, false, replica.Running.OlderThan(TimeSpan.Zero), cancellationToken);
        gate.Open();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(found, Is.Empty);
        Assert.That((await replica.EndAsync(key, 1, cancellationToken)).Reply, Is.EqualTo("1: hello"));
        Assert.That(await replica.ReadAsync<long>("SELECT epoch FROM agent.conversations", cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_living_replica_shows_itself_and_leaves_when_it_stops(CancellationToken cancellationToken)
    {
        var staying = await StartAsync();
        var leaving = await RuntimeFixture.StartAsync(staying.ConnectionString, s_short);
        var both = await staying.Operations.ReplicasAsync(cancellationToken);
        await leaving.DisposeAsync();
        var one = await staying.Operations.ReplicasAsync(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(both, Has.Count.EqualTo(2).And.All.Property("IsAlive").True.And.All.Property("Workflows").EqualTo(new[] { "toy/v1" }));
        Assert.That(one, Has.Count.EqualTo(1));
    }

    /// <summary>A conversation whose work never comes to an end, and whose owner is taken for dead three times.</summary>
    private async Task<(RuntimeFixture Replica, ConversationKey Key)> PoisonedAsync(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var key = await replica.BeginAsync(cancellationToken);
        replica.World.During = (_, _) => Task.Delay(Timeout.Infinite, CancellationToken.None);
        await replica.Conversations.SendAsync(key, new() { Text = "poison" }, null, cancellationToken);
        await AbandonAsync(replica, 3, cancellationToken);
        return (replica, key);
    }

    /// <summary>Makes it look as if the owner had died: its claim is another process's, and has lapsed.</summary>
    private static async Task AbandonAsync(RuntimeFixture replica, int times, CancellationToken cancellationToken)
    {
        for (var time = 0; time < times; time++)
        {
            while (await replica.ReadAsync<long>(
                """
                WITH dead AS (
                    UPDATE agent.conversations SET owner = 'dead', lease_until = now() - interval '1 minute' WHERE owner IS NOT NULL AND owner <> 'dead' RETURNING 1
                )
                SELECT count(*) FROM dead
                """, cancellationToken) == 0)
            {
                await Task.Delay(20, cancellationToken);
            }
        }

        while (await replica.ReadAsync<long>("SELECT count(*) FROM agent.conversations WHERE owner = 'dead'", cancellationToken) > 0)
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    private static async Task AbandonAllAsync(RuntimeFixture replica, int conversations, CancellationToken cancellationToken)
    {
        while (await replica.ReadAsync<long>("SELECT count(*) FROM agent.conversations WHERE owner IS NOT NULL", cancellationToken) < conversations)
        {
            await Task.Delay(20, cancellationToken);
        }

        await AbandonAsync(replica, 1, cancellationToken);
    }

    private async Task<RuntimeFixture> StartAsync(string? connectionString = null, Action<IServiceCollection>? configure = null)
    {
        var replica = await RuntimeFixture.StartAsync(connectionString, s_short, configure);
        _replicas.Add(replica);
        return replica;
    }
}
