using Agent.Processes;
using Agent.Processes.Search;
using Agent.Tests.Fixtures;
using Agent.Tests.Plugins.Calling;

namespace Agent.Tests.Processes.Search;

internal sealed class ConversationSearchTests
{
    // The service's own looks are far apart: the test says when.
    private static readonly Dictionary<string, string?> s_settings = new() { ["Search:Interval"] = "01:00:00" };

    [Test, CancelAfter(90_000)]
    public async Task Conversations_are_found_by_what_was_said_and_done_in_them(CancellationToken cancellationToken)
    {
        await using var support = await SupportFixture.StartAsync(settings: s_settings);
        var mara = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        await mara.SayAsync("What is the status of order #W1000001? It is for the zeppelin", cancellationToken);
        var tom = await support.TalkAsync("tom_becker_1002", cancellationToken);
        await tom.SayAsync("I want to return the television from order #W1000004", cancellationToken);
        await support.Get<DigestWriter>().RunAsync(SupportFixture.Tenant, cancellationToken);

        // Newest first, to the second, as the ids are: two of one second come in either order, but always in the same.
        string[] inOrder = [.. new[] { mara.Key.Id, tom.Key.Id }.OrderDescending(StringComparer.Ordinal)];
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await FindAsync(new()), Is.EqualTo(inOrder));
        Assert.That(await FindAsync(new() { Text = "zeppelin" }), Is.EqualTo([mara.Key.Id]));
        Assert.That(await FindAsync(new() { Text = "colleague television" }), Is.EqualTo([tom.Key.Id]), "by customer and agent together");
        Assert.That(await FindAsync(new() { Text = "\"( | & <-> !" }), Is.Empty, "nobody has to know a syntax");
        Assert.That(await FindAsync(new() { CustomerId = "mara_olsen_1001" }), Is.EqualTo([mara.Key.Id]));
        Assert.That(await FindAsync(new() { Status = ConversationStatus.Waiting }), Is.EqualTo([tom.Key.Id]));
        Assert.That(await FindAsync(new() { Category = "orders" }), Has.Count.EqualTo(2));
        Assert.That(await FindAsync(new() { Category = "billing" }), Is.Empty);
        Assert.That(await FindAsync(new() { Tool = "get_order_details" }), Does.Contain(mara.Key.Id));
        Assert.That(await FindAsync(new() { From = DateTimeOffset.UtcNow.AddDays(1) }), Is.Empty);
        Assert.That(await FindAsync(new() { Before = DateTimeOffset.UtcNow.AddDays(-1) }), Is.Empty);
        Assert.That(await FindAsync(new() { MinCostUsd = 0.01m }), Is.Empty, "the offline model costs nothing");
        Assert.That(await FindAsync(new() { Limit = 1 }), Is.EqualTo([inOrder[0]]));
        Assert.That(await FindAsync(new() { Limit = 1, After = inOrder[0] }), Is.EqualTo([inOrder[1]]));
        Assert.That(await support.Get<IConversationSearch>().FindAsync("acme", new(), cancellationToken), Is.Empty, "another tenant finds nothing");

        async Task<List<string>> FindAsync(ConversationQuery query) =>
            [.. (await support.Get<IConversationSearch>().FindAsync(SupportFixture.Tenant, query, cancellationToken)).Select(found => found.Id)];
    }

    [Test, CancelAfter(90_000)]
    public async Task Where_a_conversation_stands_is_as_of_now(CancellationToken cancellationToken)
    {
        await using var support = await SupportFixture.StartAsync(settings: s_settings);
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("hello", cancellationToken);
        await support.Get<DigestWriter>().RunAsync(SupportFixture.Tenant, cancellationToken);
        await support.Conversations.CancelAsync(talk.Key, "operator:ann", cancellationToken);
        var found = await support.Get<IConversationSearch>().FindAsync(SupportFixture.Tenant, new(), cancellationToken);
        Assert.That(found.Single().Status, Is.EqualTo(ConversationStatus.Cancelled));
    }

    [Test, CancelAfter(120_000)]
    public async Task However_many_replicas_look_each_step_is_counted_once(CancellationToken cancellationToken)
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        await using var here = await SupportFixture.StartAsync(settings: s_settings, connectionString: database);
        await using var there = await SupportFixture.StartAsync(settings: s_settings, connectionString: database);
        for (var round = 0; round < 3; round++)
        {
            var talk = await here.TalkAsync("mara_olsen_1001", cancellationToken);
            await talk.SayAsync("What is the status of order #W1000001?", cancellationToken);
            await Task.WhenAll(here.Get<DigestWriter>().RunAsync(SupportFixture.Tenant, cancellationToken), there.Get<DigestWriter>().RunAsync(SupportFixture.Tenant, cancellationToken));
            await talk.SayAsync("and of #W1000002?", cancellationToken);
        }

        await here.Get<DigestWriter>().RunAsync(SupportFixture.Tenant, cancellationToken);
        var stored = await here.ReadAsync<long>(
            "SELECT count(*) FROM agent.checkpoints c, json_array_elements(c.events) e WHERE e ->> 't' = 'step.completed'", cancellationToken);
        Assert.That(await here.ReadAsync<decimal>("SELECT sum(count) FROM agent.measures WHERE kind = 'step'", cancellationToken), Is.EqualTo(stored));

        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var insight = await there.Get<IConversationSearch>().ReadInsightAsync(SupportFixture.Tenant, today.AddDays(-1), today, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(insight.Days, Has.Count.EqualTo(2));
        Assert.That(insight.Days.Sum(day => day.Conversations), Is.EqualTo(3));
        Assert.That(insight.Categories.Single(), Has.Property("Name").EqualTo("orders").And.Property("Conversations").EqualTo(3));
        Assert.That(insight.Steps.Sum(step => step.Count), Is.EqualTo(stored));
        Assert.That(insight.Tools.Single(tool => tool.Name == "get_order_details").Failed, Is.Zero);
        Assert.That(insight.GuardrailAllowed, Is.EqualTo(6));
    }

    [Test, CancelAfter(90_000)]
    public async Task A_commit_that_shows_up_late_is_found_at_the_next_thorough_look(CancellationToken cancellationToken)
    {
        await using var support = await SupportFixture.StartAsync(settings: s_settings);
        var clock = new ManualClock();
        var writer = new DigestWriter(new(support.Database), clock);
        var early = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        await early.SayAsync("hello", cancellationToken);
        Assert.That(await writer.RunAsync(SupportFixture.Tenant, cancellationToken), Is.EqualTo(1));

        // What bears a time of half a minute before the last look is, to the looks, a commit that waited for so long.
        await support.ReadAsync<int>("WITH moved AS (UPDATE agent.digest_progress SET upto = upto + interval '30 seconds' RETURNING 1) SELECT count(*)::int FROM moved", cancellationToken);
        var late = await support.TalkAsync("tom_becker_1002", cancellationToken);
        await late.SayAsync("hello", cancellationToken);
        Assert.That(await writer.RunAsync(SupportFixture.Tenant, cancellationToken), Is.Zero, "a quick look goes back a few seconds");
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await writer.RunAsync(SupportFixture.Tenant, cancellationToken), Is.EqualTo(1));
        Assert.That(await support.Get<IConversationSearch>().FindAsync(SupportFixture.Tenant, new() { CustomerId = "tom_becker_1002" }, cancellationToken), Has.Count.EqualTo(1));
    }

    [TestCase(0)]
    [TestCase(0.3)]
    [TestCase(17)]
    [TestCase(4_200)]
    [TestCase(290_000)]
    public void A_duration_read_back_from_its_class_is_off_by_less_than_a_tenth(double milliseconds) => Assert.That(
        DurationBuckets.Percentile([(DurationBuckets.Of(milliseconds), 1)], 0.5), Is.EqualTo(milliseconds).Within(Math.Max(0.06, milliseconds * 0.1)));
}
