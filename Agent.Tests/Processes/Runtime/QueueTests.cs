using Agent.Processes;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Storage;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;

namespace Agent.Tests.Processes.Runtime;

/// <summary>What happens when there is more work than places for it. The lease is an hour: nothing here comes from a rescue.</summary>
internal sealed class QueueTests
{
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
    public async Task A_full_replica_accepts_and_queues_and_works_on_it_when_a_place_comes_free(CancellationToken cancellationToken)
    {
        var replica = await StartAsync(maxRunning: 1);
        var gate = new Gate();
        replica.World.During = (_, token) => gate.PassAsync(token);
        var first = await replica.BeginAsync(cancellationToken);
        var second = await replica.BeginAsync(cancellationToken);
        var began = await SendAsync(replica, first, "one", cancellationToken);
        await gate.Reached;
        var queued = await SendAsync(replica, second, "two", cancellationToken);
        var owners = await OwnersAsync(replica, second, cancellationToken);
        gate.Open();
        var turn = await replica.EndAsync(second, 1, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(began.Queued, Is.False);
        Assert.That(queued, Has.Property("Outcome").EqualTo(AcceptanceOutcome.Accepted).And.Property("Queued").True);
        Assert.That(owners, Is.Zero);
        Assert.That(turn.Reply, Is.EqualTo("1: two"));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_waits_is_taken_oldest_first_and_people_before_programs(CancellationToken cancellationToken)
    {
        var replica = await StartAsync(maxRunning: 1);
        var gate = new Gate();
        replica.World.During = (_, token) => gate.PassAsync(token);
        await SendAsync(replica, await replica.BeginAsync(cancellationToken), "holds the place", cancellationToken);
        await gate.Reached;
        var keys = new List<ConversationKey>();
        foreach (var (text, priority) in new[]
        {
            ("batch 1", ConversationPriority.Batch), ("person 1", ConversationPriority.Interactive),
            ("batch 2", ConversationPriority.Batch), ("person 2", ConversationPriority.Interactive),
        })
        {
            keys.Add(await BeginAsync(replica, RuntimeFixture.Tenant, cancellationToken, priority));
            await SendAsync(replica, keys[^1], text, cancellationToken);
        }

        gate.Open();
        await Task.WhenAll(keys.Select(key => replica.EndAsync(key, 1, cancellationToken)));
        Assert.That(replica.World.Done, Is.EqualTo(["t1:holds the place", "t1:person 1", "t1:person 2", "t1:batch 1", "t1:batch 2"]));
    }

    [Test]
    public void A_new_input_does_not_overtake_those_known_to_wait()
    {
        var slots = new RunningSlots(new() { MaxRunning = 1 }, new WorkSignal(TimeProvider.System));
        Assert.That(slots.TryTake("first"), Is.True);
        slots.NoteQueued("waits");
        slots.Return("first");
        Assert.That(slots.TryTake("new"), Is.False, "the free place is for whoever waits");
        slots.Settle(slots.Reserve(32), ["waits"], moreWait: false);
        slots.Return("waits");
        Assert.That(slots.TryTake("new"), Is.True);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_tenant_with_a_thousand_queued_does_not_starve_another(CancellationToken cancellationToken)
    {
        var replica = await StartAsync(maxRunning: 2);
        var slots = replica.Get<RunningSlots>();
        Assert.That(slots.TryTake("nobody") && slots.TryTake("nobody"), Is.True);
        await FloodAsync(replica, "greedy", 1000, cancellationToken);
        var modest = await BeginAsync(replica, "modest", cancellationToken);
        Assert.That((await SendAsync(replica, modest, "please", cancellationToken)).Queued, Is.True);
        slots.Return("nobody");
        slots.Return("nobody");
        await replica.EndAsync(modest, 1, cancellationToken);
        Assert.That(replica.World.Done, Has.Count.LessThan(20).And.Contains("t1:please"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_tenant_with_all_its_places_leaves_the_others_theirs(CancellationToken cancellationToken)
    {
        var replica = await StartAsync(maxRunning: 4, perTenant: 1);
        var gate = new Gate();
        replica.World.During = (wish, token) => wish.Text == "long" ? gate.PassAsync(token) : Task.CompletedTask;
        await SendAsync(replica, await BeginAsync(replica, "greedy", cancellationToken), "long", cancellationToken);
        await gate.Reached;
        var waiting = await BeginAsync(replica, "greedy", cancellationToken);
        var queued = await SendAsync(replica, waiting, "second", cancellationToken);
        var modest = await BeginAsync(replica, "modest", cancellationToken);
        await SendAsync(replica, modest, "first", cancellationToken);
        await replica.EndAsync(modest, 1, cancellationToken);
        var owners = await OwnersAsync(replica, waiting, cancellationToken);
        gate.Open();
        await replica.EndAsync(waiting, 1, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(queued.Queued, Is.True);
        Assert.That(owners, Is.Zero);
    }

    [Test, CancelAfter(120_000)]
    public async Task Three_replicas_that_take_at_once_never_take_the_same(CancellationToken cancellationToken)
    {
        var first = await StartAsync(maxRunning: 8);
        var keys = await FloodAsync(first, "busy", 300, cancellationToken, ready: false);
        var replicas = new List<RuntimeFixture> { first, await StartAsync(maxRunning: 8, first.ConnectionString), await StartAsync(maxRunning: 8, first.ConnectionString) };
        await first.ExecuteAsync("UPDATE agent.conversations SET ready_at = now()", cancellationToken);
        await Task.WhenAll(keys.Select(key => first.EndAsync(key, 1, cancellationToken)));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(replicas.Sum(replica => replica.World.Done.Count), Is.EqualTo(300));
        Assert.That(await first.ReadAsync<long>("SELECT max(epoch) FROM agent.conversations", cancellationToken), Is.EqualTo(1));
        Assert.That(await first.ReadAsync<long>("SELECT count(*) FROM agent.conversations WHERE ready_at IS NOT NULL OR owner IS NOT NULL", cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task There_is_never_more_work_than_places(CancellationToken cancellationToken)
    {
        var replica = await StartAsync(maxRunning: 3);
        var now = 0;
        var most = 0;
        replica.World.During = async (_, token) =>
        {
            var here = Interlocked.Increment(ref now);
            InterlockedMax(ref most, here);
            await Task.Yield();
            Interlocked.Decrement(ref now);
        };
        var keys = new List<ConversationKey>();
        for (var number = 0; number < 40; number++)
        {
            keys.Add(await replica.BeginAsync(cancellationToken));
        }

        await Task.WhenAll(keys.Select(key => Task.Run(() => SendAsync(replica, key, "hello", cancellationToken), cancellationToken)));
        await Task.WhenAll(keys.Select(key => replica.EndAsync(key, 1, cancellationToken)));
        Assert.That(most, Is.InRange(1, 3));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_hundred_thousand_in_the_queue_are_not_read_to_take_the_next(CancellationToken cancellationToken)
    {
        var replica = await StartAsync(maxRunning: 1);
        Assert.That(replica.Get<RunningSlots>().TryTake("nobody"), Is.True);
        await replica.ExecuteAsync(
            """
            INSERT INTO agent.conversations (tenant, id, workflow, workflow_version, customer_id, channel, status, epoch, last_input, last_event, turns,
                input_tokens, cached_input_tokens, output_tokens, cost_usd, tool_calls, created_at, updated_at, ready_at, priority)
            SELECT 'tenant' || n % 7, 'c' || n, 'toy', 'v1', 'guest', 'web', 'running', 0, 1, 0, 0, 0, 0, 0, 0, 0, now(), now(), now() - n * interval '1 millisecond', n % 2
            FROM generate_series(1, 100000) n;
            ANALYZE agent.conversations;
            """, cancellationToken);
        await using var command = replica.Database.CreateCommand(
            "EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF, TIMING OFF, FORMAT JSON) " + QueueSql.Take
                .Replace("$1", "'a/1/'", StringComparison.Ordinal).Replace("$2", "interval '15 seconds'", StringComparison.Ordinal)
                .Replace("$3", "32", StringComparison.Ordinal).Replace("$4", "'{}'", StringComparison.Ordinal).Replace("$5", "'{}'", StringComparison.Ordinal)
                .Replace("$6", "100", StringComparison.Ordinal).Replace("$7", "'{toy/v1}'", StringComparison.Ordinal).Replace("$8", "true", StringComparison.Ordinal));
        var plan = System.Text.Json.Nodes.JsonNode.Parse((string)(await command.ExecuteScalarAsync(cancellationToken))!)!;
        Assert.That(RowsRead(plan[0]!["Plan"]!), Is.LessThan(5_000), plan.ToJsonString());
    }

    private static long RowsRead(System.Text.Json.Nodes.JsonNode node)
    {
        var own = node["Relation Name"] is null ? 0 : (long)((node["Actual Rows"]!.GetValue<double>() + (node["Rows Removed by Filter"]?.GetValue<double>() ?? 0)) * node["Actual Loops"]!.GetValue<double>());
        return own + (node["Plans"]?.AsArray().Sum(child => RowsRead(child!)) ?? 0);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    /// <summary>Puts conversations with one input each into the database, as if they had been accepted while everything was full.</summary>
    private static async Task<List<ConversationKey>> FloodAsync(
        RuntimeFixture replica, string tenant, int count, CancellationToken cancellationToken, bool ready = true)
    {
        await replica.ExecuteAsync(
            $$"""
            INSERT INTO agent.inbox (tenant, conversation_id, number, kind, payload, received_at)
            SELECT '{{tenant}}', 'c' || n, 1, '{{ConversationInputs.Message}}', '{"text":"hello"}', now() FROM generate_series(1, {{count}}) n;
            INSERT INTO agent.conversations (tenant, id, workflow, workflow_version, customer_id, channel, status, epoch, last_input, last_event, turns,
                input_tokens, cached_input_tokens, output_tokens, cost_usd, tool_calls, created_at, updated_at, ready_at)
            SELECT '{{tenant}}', 'c' || n, 'toy', 'v1', 'guest', 'web', 'running', 0, 1, 0, 0, 0, 0, 0, 0, 0, now(), now(), {{(ready ? "now()" : "NULL")}}
            FROM generate_series(1, {{count}}) n;
            """, cancellationToken);
        return [.. Enumerable.Range(1, count).Select(number => new ConversationKey(tenant, $"c{number}"))];
    }

    private static async Task<ConversationKey> BeginAsync(
        RuntimeFixture replica, string tenant, CancellationToken cancellationToken, ConversationPriority priority = ConversationPriority.Interactive)
    {
        var begun = await replica.Conversations.StartAsync(
            tenant, new() { CustomerId = "guest", Workflow = ToyWorkflow.Name, Priority = priority }, cancellationToken);
        return new(tenant, begun.Id);
    }

    private static Task<Acceptance> SendAsync(RuntimeFixture replica, ConversationKey key, string text, CancellationToken cancellationToken) =>
        replica.Conversations.SendAsync(key, new() { Text = text }, null, cancellationToken);

    private static Task<long> OwnersAsync(RuntimeFixture replica, ConversationKey key, CancellationToken cancellationToken) =>
        replica.ReadAsync<long>($"SELECT count(owner) FROM agent.conversations WHERE id = '{key.Id}'", cancellationToken);

    private async Task<RuntimeFixture> StartAsync(int maxRunning, string? connectionString = null, int perTenant = 100)
    {
        var replica = await RuntimeFixture.StartAsync(connectionString, new Dictionary<string, string?>
        {
            ["Runtime:LeaseSeconds"] = "3600",
            ["Runtime:MaxRunning"] = $"{maxRunning}",
            ["Runtime:MaxRunningPerTenant"] = $"{perTenant}",
        });
        _replicas.Add(replica);
        return replica;
    }
}
