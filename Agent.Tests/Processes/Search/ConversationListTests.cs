using Agent.Processes;
using Agent.Processes.Persistence;
using Agent.Processes.Search;
using Agent.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace Agent.Tests.Processes.Search;

/// <summary>Pages of a list of 100,000 conversations: whatever is asked for, a page is found without going through all of them, or by an index of what is rare.</summary>
internal sealed class ConversationListTests
{
    private const int Many = 100_000;
    private RuntimeFixture _runtime = null!;

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        _runtime = await RuntimeFixture.StartAsync();
        // 2,000 customers; every tenth conversation is of another tenant; one in a thousand is parked; categories in turn.
        await _runtime.ExecuteAsync(
            $"""
            INSERT INTO agent.conversations (tenant, id, workflow, workflow_version, customer_id, channel, status, epoch, last_input, last_event, turns, input_tokens,
                cached_input_tokens, output_tokens, cost_usd, tool_calls, created_at, updated_at)
            SELECT CASE WHEN n % 10 = 0 THEN 'other' ELSE 'many' END, 'c' || lpad(n::text, 33, '0'), 'support', 'v1', 'customer_' || n % 2000, 'web',
                CASE WHEN n % 1000 = 1 THEN 'parked' WHEN n % 3 = 0 THEN 'completed' ELSE 'idle' END, 0, 1, 5, 1, 100, 0, 10, 0.001, 0, now(), now()
            FROM generate_series(1, {Many}) n;
            INSERT INTO agent.digests (tenant, conversation_id, upto, customer_id, channel, sandbox, status, category, escalated, turns, tool_calls, input_tokens, output_tokens, cost_usd,
                tools, blocked, opening, last_at, words)
            SELECT tenant, id, 1, customer_id, channel, false, status, CASE WHEN right(id, 2) = '07' THEN 'refunds' ELSE 'orders' END, false, 1, 0, 100, 10, 0.001,
                ARRAY[]::text[], 0, 'Where is it?', now(), to_tsvector('simple', 'where is my order ' || right(id, 4))
            FROM agent.conversations;
            UPDATE agent.conversations SET status = 'failed' WHERE id LIKE '%0002';
            UPDATE agent.conversations SET status = 'running', owner = 'r/1', lease_until = now() + interval '1 hour' WHERE id LIKE '%00003' OR id LIKE '%00004';
            ANALYZE agent.conversations; ANALYZE agent.digests;
            """, CancellationToken.None);
    }

    [OneTimeTearDown]
    public ValueTask DropAsync() => _runtime.DisposeAsync();

    private static IEnumerable<TestCaseData> Queries()
    {
        yield return Case("everything", new(), 90_000);
        yield return Case("a page far behind", new() { After = "c" + new string('0', 28) + "50000" }, 45_000);
        yield return Case("a customer's", new() { CustomerId = "customer_7" }, 50);
        yield return Case("a customer's of one status", new() { CustomerId = "customer_7", Status = ConversationStatus.Idle }, 33);
        yield return Case("of a status that many have", new() { Status = ConversationStatus.Completed }, 30_000);
        yield return Case("of a category", new() { Category = "refunds" }, 1000);
        yield return Case("with a word that was said", new() { Text = "order 0007" }, 10);

        static TestCaseData Case(string name, ConversationQuery query, int all) => new TestCaseData(query, all).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Queries)), CancelAfter(60_000)]
    public async Task A_page_is_found_without_going_through_all_of_them(ConversationQuery query, int all, CancellationToken cancellationToken)
    {
        await using var context = await _runtime.Get<IDbContextFactory<AgentDbContext>>().CreateDbContextAsync(cancellationToken);
        var page = ConversationList.Query(context, "many", query);
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = page.CreateDbCommand();
        command.CommandText = "EXPLAIN (ANALYZE, BUFFERS) " + command.CommandText;
        var plan = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                plan.Add(reader.GetString(0));
        }

        TestContext.Out.WriteLine(string.Join('\n', plan));
        var found = await page.ToListAsync(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(plan, Has.None.Contains("Seq Scan on conversations").And.None.Contains("Seq Scan on digests"));
        Assert.That(found, Has.Count.EqualTo(Math.Min(query.Limit, all)));
        Assert.That(found.Select(item => item.Id), Is.Ordered.Descending.Using((IComparer<string>)StringComparer.Ordinal));
        Assert.That(found.Where(item => item.CustomerId != (query.CustomerId ?? item.CustomerId) || item.Status != (query.Status ?? item.Status)), Is.Empty);
        Assert.That(found.Select(item => item.Category).Distinct(), query.Category is null ? Is.Not.Empty : Is.EqualTo(new[] { query.Category }));
    }

    [TestCase(ConversationStatus.Parked, 100), TestCase(ConversationStatus.Failed, 10), TestCase(ConversationStatus.Running, 2), TestCase(ConversationStatus.Waiting, 0), TestCase(ConversationStatus.Claimed, 0)]
    [CancelAfter(60_000)]
    public async Task What_hardly_any_is_is_found_by_an_index_of_what_is_rare(ConversationStatus status, int all, CancellationToken cancellationToken)
    {
        await using var context = await _runtime.Get<IDbContextFactory<AgentDbContext>>().CreateDbContextAsync(cancellationToken);
        var page = ConversationList.Query(context, "many", new() { Status = status, Limit = 200 });
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = page.CreateDbCommand();
        command.CommandText = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + command.CommandText;
        var plan = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                plan.Add(reader.GetString(0));
        }

        TestContext.Out.WriteLine(string.Join('\n', plan));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(plan, Has.Some.Contains(status == ConversationStatus.Running ? "ix_conversations_lease" : "ix_conversations_status"));
        // Rows that were read and thrown away.
        Assert.That(plan.Where(line => line.Contains("Rows Removed by", StringComparison.Ordinal)).Select(line => int.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture)), Is.All.LessThan(20));
        Assert.That(await page.CountAsync(cancellationToken), Is.EqualTo(all));
    }

    [Test, CancelAfter(60_000)]
    public async Task Pages_follow_each_other_without_a_gap(CancellationToken cancellationToken)
    {
        var search = _runtime.Get<IConversationSearch>();
        var seen = new List<string>();
        for (string? after = null; ;)
        {
            var page = await search.ListAsync("many", new() { Status = ConversationStatus.Parked, Limit = 17, After = after }, cancellationToken);
            seen.AddRange(page.Select(item => item.Id));
            if (page.Count < 17)
                break;
            after = page[^1].Id;
        }

        Assert.That(seen, Has.Count.EqualTo(100).And.Unique);
    }
}
