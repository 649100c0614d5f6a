using Agent.Processes;
using Agent.Processes.Recovery.Retention;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agent.Tests.Processes.Recovery;

/// <summary>What is removed when it is old, what is not, and what happens when that is interrupted.</summary>
internal sealed class RetentionTests
{
    private static readonly Dictionary<string, string?> s_settings = new()
    {
        ["Retention:Anytime"] = "true", ["Retention:Pause"] = "00:00:00", ["Retention:BatchSize"] = "3", ["Runtime:LeaseSeconds"] = "3600",
    };

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
    public async Task A_finished_conversation_goes_with_all_that_belongs_to_it(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        foreach (var status in (string[])["completed", "cancelled", "failed", "idle"])
        {
            await OldConversations.InsertAsync(replica, 4, 401, cancellationToken, status: status);
        }

        var result = await SweepAsync(replica, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(result.Conversations, Is.EqualTo(16));
        Assert.That(await replica.ReadAsync<long>("SELECT count(*) FROM agent.conversations", cancellationToken), Is.Zero);
        Assert.That(await OldConversations.OrphansAsync(replica, cancellationToken), Is.Zero);
    }

    [TestCase("running")]
    [TestCase("waiting")]
    [TestCase("parked")]
    [CancelAfter(60_000)]
    public async Task One_that_is_not_finished_stays_however_old_it_is(string status, CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        await OldConversations.InsertAsync(replica, 2, 4000, cancellationToken, status: status);
        var result = await SweepAsync(replica, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(result.Conversations, Is.Zero);
        Assert.That(await replica.ReadAsync<long>("SELECT count(*) FROM agent.conversations", cancellationToken), Is.EqualTo(2));
    }

    [Test, CancelAfter(60_000)]
    public async Task Each_tenant_keeps_its_own_time(CancellationToken cancellationToken)
    {
        var replica = await StartAsync(settings: new Dictionary<string, string?>(s_settings) { ["Retention:Tenants:brief:Conversations"] = "10.00:00:00" });
        await OldConversations.InsertAsync(replica, 5, 11, cancellationToken, tenant: "brief");
        await OldConversations.InsertAsync(replica, 5, 11, cancellationToken, tenant: "usual");
        await SweepAsync(replica, cancellationToken);
        Assert.That(await replica.ReadAsync<string>("SELECT string_agg(DISTINCT tenant, ' ') FROM agent.conversations", cancellationToken), Is.EqualTo("usual"));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_old_journal_goes_and_everything_else_stays(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var key = await replica.BeginAsync(cancellationToken);
        await replica.SayAsync(key, "hello", cancellationToken);
        key = await OldConversations.AgeAsync(replica, key, 91, cancellationToken);
        var before = await replica.Conversations.ReadSuperstepsAsync(key, cancellationToken: cancellationToken);
        var transcript = await replica.Conversations.ReadTranscriptAsync(key, cancellationToken);
        var result = await SweepAsync(replica, cancellationToken);
        var after = await replica.Conversations.ReadSuperstepsAsync(key, cancellationToken: cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(result.Journals, Is.EqualTo(1));
        Assert.That(before.Sum(superstep => superstep.Activities.GetArrayLength()), Is.EqualTo(1));
        Assert.That(after.Sum(superstep => superstep.Activities.GetArrayLength()), Is.Zero);
        // The checkpoint with the activity holds two supersteps.
        Assert.That(after.Select(superstep => superstep.JournalRemoved), Is.EqualTo(new[] { true, true, false }));
        Assert.That(after.Select(superstep => superstep.States.GetRawText()), Is.EqualTo(before.Select(superstep => superstep.States.GetRawText())));
        Assert.That(after.Select(superstep => superstep.Events.Count), Is.EqualTo(before.Select(superstep => superstep.Events.Count)));
        Assert.That(await replica.Conversations.ReadTranscriptAsync(key, cancellationToken), Is.EqualTo(transcript));
        Assert.That((await replica.SayAsync(key, "again", cancellationToken)).Reply, Is.EqualTo("2: again"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Operators_see_what_is_due_before_it_goes(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        await OldConversations.InsertAsync(replica, 3, 401, cancellationToken);
        await OldConversations.InsertAsync(replica, 2, 91, cancellationToken, status: "idle");
        var before = await replica.Get<IRetention>().ReadAsync(RuntimeFixture.Tenant, cancellationToken);
        await SweepAsync(replica, cancellationToken);
        var after = await replica.Get<IRetention>().ReadAsync(RuntimeFixture.Tenant, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(before, Is.EqualTo(new RetentionView(new(400, 3), new(30, 0), new(90, 5), true, "anytime")));
        Assert.That((after.Conversations.Due, after.Journals.Due), Is.EqualTo((0, 0)));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_journal_is_removed_once_and_looked_for_no_more(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        await OldConversations.InsertAsync(replica, 7, 91, cancellationToken);
        var first = await SweepAsync(replica, cancellationToken);
        var second = await SweepAsync(replica, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(first.Journals, Is.EqualTo(21));
        Assert.That(second.Journals, Is.Zero);
        Assert.That(await replica.ReadAsync<long>("SELECT count(*) FROM agent.conversations WHERE journal_removed_to > updated_at", cancellationToken), Is.EqualTo(7));
        Assert.That(await replica.ReadAsync<string>("SELECT body::text FROM agent.checkpoints WHERE number = 2 LIMIT 1", cancellationToken),
            Is.EqualTo("""{"supersteps":[{"n":2}],"turn":{"from":1} }"""));
    }

    [Test, CancelAfter(60_000)]
    public async Task More_checkpoints_than_one_batch_reads_lose_their_journals_too(CancellationToken cancellationToken)
    {
        var replica = await StartAsync(settings: new Dictionary<string, string?>(s_settings) { ["Retention:BatchSize"] = "1000" });
        await OldConversations.InsertAsync(replica, 400, 91, cancellationToken);
        Assert.That((await SweepAsync(replica, cancellationToken)).Journals, Is.EqualTo(1200));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_payload_goes_with_the_journal_that_alone_named_it(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var (said, result) = (new string('s', 5000), new string('r', 5000));
        var key = await replica.BeginAsync(cancellationToken);
        replica.World.During = (_, _) =>
        {
            Agent.Processes.Journal.ActivityScope.Current!.Add(new()
            {
                Kind = "tool", Name = "big_tool", Step = "work", StartedAt = DateTimeOffset.UnixEpoch, DurationMs = 0,
                Response = System.Text.Json.JsonSerializer.SerializeToElement(new { only = result, also = said }),
            });
            return Task.CompletedTask;
        };
        await replica.SayAsync(key, said, cancellationToken);
        key = await OldConversations.AgeAsync(replica, key, 91, cancellationToken);
        var before = await replica.ReadAsync<long>("SELECT count(*) FROM agent.payloads", cancellationToken);
        await SweepAsync(replica, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(before, Is.EqualTo(3));
        Assert.That(await replica.ReadAsync<long>("SELECT count(*) FROM agent.payloads WHERE body::text LIKE '\"rr%'", cancellationToken), Is.Zero);
        Assert.That((await replica.Conversations.ReadTranscriptAsync(key, cancellationToken)).Select(entry => entry.Text), Is.EqualTo(new[] { said, "1: " + said }));
        Assert.That((await replica.Conversations.ReadCheckpointAsync(key, 2, cancellationToken))!.Superstep.Pending[0].Data!.Value.GetProperty("text").GetString(), Is.EqualTo(said));
        Assert.That((await replica.SayAsync(key, "again", cancellationToken)).Reply, Is.EqualTo("2: again"));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_a_fork_goes_back_to_stays_until_the_fork_is_gone(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        await OldConversations.InsertAsync(replica, 2, 401, cancellationToken);
        await OldConversations.InsertAsync(replica, 1, 20, cancellationToken, status: "waiting");
        await replica.ExecuteAsync(
            """
            UPDATE agent.conversations SET sandbox = true WHERE status = 'waiting';
            INSERT INTO agent.lineage (tenant, conversation_id, upto, upto_turn, upto_event, source_id)
            SELECT tenant, id, 2, 1, 2, (SELECT min(id) FROM agent.conversations) FROM agent.conversations WHERE sandbox;
            """,
            cancellationToken);
        var held = await SweepAsync(replica, cancellationToken);
        await replica.ExecuteAsync("UPDATE agent.conversations SET updated_at = now() - interval '31 days' WHERE sandbox", cancellationToken);
        var freed = await SweepAsync(replica, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((held.Conversations, held.Sandboxes), Is.EqualTo((1, 0)));
        Assert.That((freed.Conversations, freed.Sandboxes), Is.EqualTo((1, 1)));
        Assert.That(await replica.ReadAsync<long>("SELECT (SELECT count(*) FROM agent.conversations) + (SELECT count(*) FROM agent.lineage)", cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_fork_made_at_that_instant_keeps_what_it_goes_back_to(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        await OldConversations.InsertAsync(replica, 1, 401, cancellationToken);
        await using var connection = await replica.Database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var fork = new NpgsqlCommand(
            """
            SELECT id FROM agent.conversations FOR KEY SHARE;
            INSERT INTO agent.lineage (tenant, conversation_id, upto, upto_turn, upto_event, source_id) SELECT tenant, 'cfork', 2, 1, 2, id FROM agent.conversations;
            """,
            connection, transaction);
        await fork.ExecuteNonQueryAsync(cancellationToken);
        var meanwhile = await SweepAsync(replica, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var afterwards = await SweepAsync(replica, cancellationToken);
        Assert.That((meanwhile.Conversations, afterwards.Conversations), Is.EqualTo((0, 0)));
    }

    [TestCase("journal_removed = true, epoch = 7")]
    [TestCase("journal_removed = true, events = '[1]'")]
    [TestCase("journal_removed = true, needs = '{4}'")]
    [TestCase("journal_removed = true, committed_at = now()")]
    [TestCase("journal_removed = true, body = '{\"supersteps\":[],\"turn\":{}}'")]
    [TestCase("journal_removed = true, body = replace(body::text, '\"ran\"', '\"run\"')::json")]
    [TestCase("journal_removed = true, payload_places = '{1,0}', payload_hashes = '{x}'")]
    [TestCase("body = '{}'")]
    [TestCase("journal_removed = false")]
    [CancelAfter(60_000)]
    public async Task The_database_refuses_every_other_change_of_the_past(string change, CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        await replica.SayAsync(await replica.BeginAsync(cancellationToken), "hello", cancellationToken);
        Assert.That(
            () => replica.ExecuteAsync("UPDATE agent.checkpoints SET " + change, cancellationToken),
            Throws.InstanceOf<PostgresException>().With.Message.Contains("never changed"));
    }

    [TestCase("journal_removed = false")]
    [TestCase("journal_removed = true")]
    [TestCase("body = body")]
    [CancelAfter(60_000)]
    public async Task Nor_can_a_removed_journal_be_replaced_by_another(string change, CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        await OldConversations.InsertAsync(replica, 1, 91, cancellationToken);
        await SweepAsync(replica, cancellationToken);
        Assert.That(
            () => replica.ExecuteAsync("UPDATE agent.checkpoints SET " + change, cancellationToken),
            Throws.InstanceOf<PostgresException>().With.Message.Contains("never changed"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Two_replicas_at_once_remove_everything_once(CancellationToken cancellationToken)
    {
        var one = await StartAsync();
        var other = await StartAsync(one.ConnectionString);
        await OldConversations.InsertAsync(one, 60, 401, cancellationToken);
        await OldConversations.InsertAsync(one, 60, 91, cancellationToken, status: "idle");
        var results = await Task.WhenAll(SweepAsync(one, cancellationToken), SweepAsync(other, cancellationToken));
        var rest = await SweepAsync(one, cancellationToken); // what one passed over because the other had it
        using var scope = Assert.EnterMultipleScope();
        Assert.That(results.Sum(result => result.Conversations) + rest.Conversations, Is.EqualTo(60));
        Assert.That(await one.ReadAsync<long>("SELECT count(*) FROM agent.checkpoints WHERE journal_removed", cancellationToken), Is.EqualTo(180));
        Assert.That(await one.ReadAsync<long>("SELECT count(*) FROM agent.conversations WHERE journal_removed_to > updated_at", cancellationToken), Is.EqualTo(60));
        Assert.That(await OldConversations.OrphansAsync(one, cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_customer_who_writes_at_that_instant_keeps_their_conversation(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        await OldConversations.InsertAsync(replica, 3, 401, cancellationToken, status: "idle");
        await using (var connection = await replica.Database.OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await using var write = new NpgsqlCommand("UPDATE agent.conversations SET status = 'running' WHERE id LIKE '%2'", connection, transaction);
            await write.ExecuteNonQueryAsync(cancellationToken);
            Assert.That((await SweepAsync(replica, cancellationToken)).Conversations, Is.EqualTo(2));
            await transaction.CommitAsync(cancellationToken);
        }

        using var scope = Assert.EnterMultipleScope();
        Assert.That((await SweepAsync(replica, cancellationToken)).Conversations, Is.Zero);
        Assert.That(await replica.ReadAsync<long>("SELECT count(*) FROM agent.checkpoints", cancellationToken), Is.EqualTo(3));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_batch_that_is_cut_off_removes_nothing_and_the_next_replica_does_it(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        await OldConversations.InsertAsync(replica, 9, 401, cancellationToken);
        // The connection dies between the locks and the commit, as when the process is killed there.
        await replica.ExecuteAsync(
            """
            CREATE FUNCTION agent.fall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN OLD; END $$;
            CREATE TRIGGER fall BEFORE DELETE ON agent.checkpoints FOR EACH ROW WHEN (OLD.conversation_id LIKE '%5') EXECUTE FUNCTION agent.fall();
            """,
            cancellationToken);
        var cut = await SweepAsync(replica, cancellationToken);
        var orphans = await OldConversations.OrphansAsync(replica, cancellationToken);
        var left = await replica.ReadAsync<long>("SELECT count(*) FROM agent.checkpoints", cancellationToken);
        await replica.ExecuteAsync("DROP TRIGGER fall ON agent.checkpoints", cancellationToken);
        var rest = await SweepAsync(await StartAsync(replica.ConnectionString), cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(cut.Conversations, Is.EqualTo(3));
        Assert.That((orphans, left), Is.EqualTo((0L, 18L)));
        Assert.That(rest.Conversations, Is.EqualTo(6));
    }

    [Test, CancelAfter(60_000)]
    public async Task The_service_does_it_by_itself_in_its_hours(CancellationToken cancellationToken)
    {
        var removed = new LogSignal(1061);
        var seed = await StartAsync();
        await OldConversations.InsertAsync(seed, 2, 401, cancellationToken);
        var replica = await RuntimeFixture.StartAsync(
            seed.ConnectionString, new Dictionary<string, string?> { ["Retention:Anytime"] = "true" },
            services => services.AddLogging(logging => logging.AddProvider(removed)));
        _replicas.Add(replica);
        await removed.Seen.WaitAsync(cancellationToken);
        Assert.That(await replica.ReadAsync<long>("SELECT count(*) FROM agent.conversations", cancellationToken), Is.Zero);
    }

    private static Task<RetentionResult> SweepAsync(RuntimeFixture replica, CancellationToken cancellationToken) => replica.Get<RetentionSweep>().RunAsync(cancellationToken);

    private async Task<RuntimeFixture> StartAsync(string? connectionString = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        // Without the service: these tests say themselves when it is time.
        var replica = await RuntimeFixture.StartAsync(
            connectionString, settings ?? s_settings, services => services.Remove(services.Single(service => service.ImplementationType == typeof(RetentionService))));
        _replicas.Add(replica);
        return replica;
    }
}
