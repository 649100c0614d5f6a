using System.Text.Json;
using Agent.Processes;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;
using Npgsql;

namespace Agent.Tests.Processes.Runtime.Approvals;

/// <summary>The sweep that finds approvals nobody answers, whoever runs it and how often.</summary>
internal sealed class ApprovalTimersTests : ApprovalReplicas
{
    [Test, CancelAfter(90_000)]
    public async Task Sweeps_of_two_replicas_at_one_instant_tell_every_conversation_once(CancellationToken cancellationToken)
    {
        var here = await StartAsync();
        var there = await StartAsync(here.ConnectionString);
        var asked = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => AskAsync(here, cancellationToken)));
        Clock.Advance(TimeSpan.FromMinutes(61));

        var swept = await Task.WhenAll(Enumerable.Range(0, 8).Select(sweeper => UntilNothingIsDueAsync(sweeper % 2 == 0 ? here : there, cancellationToken)));

        var ends = await Task.WhenAll(asked.Select(one => here.EndAsync(one.Key, 2, cancellationToken)));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(swept.Sum(), Is.EqualTo(60));
        Assert.That(ends.Select(end => end.Reply), Is.All.EqualTo("denied"));
        Assert.That(await InputsAsync(here, ConversationInputs.ApprovalExpired, cancellationToken), Is.EqualTo(60));
        Assert.That(await here.ReadAsync<long>("SELECT count(*) FROM agent.approvals WHERE status = 'expired' AND decided_by = 'system'", cancellationToken), Is.EqualTo(60));
        Assert.That(await here.ReadAsync<long>("SELECT count(*) FROM agent.conversations WHERE last_input <> 2", cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_conversation_somebody_works_on_is_left_for_the_next_sweep(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var (held, _) = await AskAsync(replica, cancellationToken);
        var (free, _) = await AskAsync(replica, cancellationToken);
        Clock.Advance(TimeSpan.FromMinutes(61));
        await using (var connection = await replica.Database.OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await using var hold = new NpgsqlCommand($"SELECT 1 FROM agent.conversations WHERE id = '{held.Id}' FOR UPDATE", connection, transaction);
            await hold.ExecuteNonQueryAsync(cancellationToken);
            Assert.That(await SweepAsync(replica, cancellationToken), Is.EqualTo(1), "it takes the other one, and does not wait");
            await replica.EndAsync(free, 2, cancellationToken);
        }

        Assert.That(await SweepAsync(replica, cancellationToken), Is.EqualTo(1));
        Assert.That((await replica.EndAsync(held, 2, cancellationToken)).Reply, Is.EqualTo("denied"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_reminder_comes_once_and_the_next_one_is_set(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var (key, approval) = await AskAsync(replica, cancellationToken);
        Clock.Advance(TimeSpan.FromMinutes(31));
        var first = await SweepAsync(replica, cancellationToken);
        var again = await SweepAsync(replica, cancellationToken);
        await replica.EndAsync(key, 2, cancellationToken);
        Clock.Advance(TimeSpan.FromMinutes(15));
        var second = await SweepAsync(replica, cancellationToken);
        await replica.EndAsync(key, 3, cancellationToken);

        var reminder = JsonSerializer.Deserialize<ApprovalReminder>(
            (await replica.ReadAsync<string>("SELECT payload::text FROM agent.inbox WHERE number = 2", cancellationToken))!, JsonSerializerOptions.Web)!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That((first, again, second), Is.EqualTo((1, 0, 1)));
        Assert.That(reminder, Has.Property("ApprovalId").EqualTo(approval).And.Property("Approver").EqualTo("operator"));
        Assert.That(reminder.ExpiresAt, Is.EqualTo(Clock.GetUtcNow().AddMinutes(14)).Within(TimeSpan.FromSeconds(30)));
        Assert.That(await replica.ReadAsync<bool>("SELECT remind_at IS NULL AND due_at = expires_at FROM agent.approvals", cancellationToken), Is.True);
        Assert.That(await RowAsync(replica, approval, cancellationToken), Is.EqualTo("pending"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Reminders_missed_while_nobody_was_there_come_as_one(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        await AskAsync(replica, cancellationToken);
        Clock.Advance(TimeSpan.FromMinutes(50));
        Assert.That(await UntilNothingIsDueAsync(replica, cancellationToken), Is.EqualTo(1));
        Assert.That(await InputsAsync(replica, ConversationInputs.ApprovalReminder, cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_expiry_reaches_a_conversation_in_the_middle_of_a_turn_behind_it(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var (key, _) = await AskAsync(replica, cancellationToken);
        var gate = new Gate();
        replica.World.During = (_, token) => gate.PassAsync(token);
        await replica.Conversations.SendAsync(key, new() { Text = "held" }, null, cancellationToken);
        await gate.Reached;
        var owner = await replica.ReadAsync<string>("SELECT owner FROM agent.conversations", cancellationToken);
        Clock.Advance(TimeSpan.FromMinutes(61));
        await SweepAsync(replica, cancellationToken);
        var ownerAfter = await replica.ReadAsync<string>("SELECT owner FROM agent.conversations", cancellationToken);
        gate.Open();
        using var scope = Assert.EnterMultipleScope();
        Assert.That((await replica.EndAsync(key, 2, cancellationToken)).Reply, Does.EndWith("held"));
        Assert.That((await replica.EndAsync(key, 3, cancellationToken)).Reply, Is.EqualTo("denied"));
        Assert.That(ownerAfter, Is.EqualTo(owner), "nobody is interrupted");
    }

    [Test, CancelAfter(60_000)]
    public async Task A_sweep_that_is_cut_off_leaves_nothing_half_done(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var (key, approval) = await AskAsync(replica, cancellationToken);
        Clock.Advance(TimeSpan.FromMinutes(61));
        await replica.ExecuteAsync(
            """
            CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END';
            CREATE TRIGGER cut_off BEFORE INSERT ON agent.inbox FOR EACH ROW EXECUTE FUNCTION cut_off();
            """, cancellationToken);
        Assert.That(() => SweepAsync(replica, cancellationToken), Throws.InstanceOf<NpgsqlException>());
        var row = await RowAsync(replica, approval, cancellationToken);
        await replica.ExecuteAsync("DROP TRIGGER cut_off ON agent.inbox", cancellationToken);

        Assert.That(row, Is.EqualTo("pending"));
        Assert.That(await SweepAsync(replica, cancellationToken), Is.EqualTo(1));
        Assert.That((await replica.EndAsync(key, 2, cancellationToken)).Reply, Is.EqualTo("denied"));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_is_due_is_found_in_an_index_and_not_among_all_that_wait(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        await replica.ExecuteAsync(
            """
            INSERT INTO agent.approvals (tenant, id, conversation_id, customer_id, status, request, requested_at, expires_at)
            SELECT 'demo', 'a' || n, 'c' || n, 'x', 'pending', '{"approver":"customer"}', now(), now() + interval '1 day' FROM generate_series(1, 20000) n;
            ANALYZE agent.approvals;
            """, cancellationToken);
        var plan = await replica.ReadAsync<string>(
            "EXPLAIN (FORMAT JSON) SELECT id FROM agent.approvals WHERE status = 'pending' AND due_at <= now() ORDER BY due_at LIMIT 50", cancellationToken);
        Assert.That(plan, Does.Contain("ix_approvals_due").And.Not.Contain("Seq Scan"));
    }

    private async Task<int> UntilNothingIsDueAsync(RuntimeFixture replica, CancellationToken cancellationToken)
    {
        var swept = 0;
        while (await replica.ReadAsync<long>($"SELECT count(*) FROM agent.approvals WHERE status = 'pending' AND due_at <= '{Clock.GetUtcNow():O}'", cancellationToken) > 0)
        {
            swept += await SweepAsync(replica, cancellationToken);
        }

        return swept;
    }
}
