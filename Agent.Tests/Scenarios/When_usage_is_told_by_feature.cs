using Agent.Processes.Costs.Usage;
using Agent.Processes.Persistence;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Scenarios;

/// <summary>Which workflow, and over which channel, a model call was made for.</summary>
internal sealed class When_usage_is_told_by_feature
{
    private static readonly Dictionary<string, string?> s_settings = new()
    {
        ["Prices:Entries:offline-rules:Model"] = "offline-rules", ["Prices:Entries:offline-rules:Input"] = "2", ["Prices:Entries:offline-rules:Output"] = "8", ["Usage:Interval"] = "01:00:00",
    };

    private SupportFixture _support = null!;

    [SetUp]
    public async Task StartAsync() => _support = await SupportFixture.StartAsync(settings: s_settings);

    [TearDown]
    public async Task StopAsync() => await _support.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task Each_channel_is_a_line_and_one_conversation_belongs_to_one(CancellationToken cancellationToken)
    {
        var web = await AskAsync("web", cancellationToken);
        await AskAsync("teams", cancellationToken);
        await AskAsync("web", cancellationToken);
        await CountAsync(cancellationToken);
        var view = await ReadAsync(cancellationToken);
        var one = await ReadAsync(cancellationToken, web);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(view.Items.Select(item => item.Key), Is.EqualTo(["support/web", "support/teams"]), "the dearer first");
        Assert.That(view.Items[0].Usage.Calls, Is.EqualTo(2 * view.Items[1].Usage.Calls));
        Assert.That(one.Items.Select(item => (item.Key, item.Usage.Calls)), Is.EqualTo([("support/web", view.Items[1].Usage.Calls)]));
    }

    [Test, CancelAfter(60_000)]
    public async Task Who_names_a_new_channel_for_every_conversation_makes_no_line_for_each(CancellationToken cancellationToken)
    {
        await AskAsync("web", cancellationToken);
        await CountAsync(cancellationToken);
        await _support.ExecuteAsync(
            $"""
            INSERT INTO agent.usage_features SELECT '{SupportFixture.Tenant}', (now() AT TIME ZONE 'UTC')::date, 'support/made up ' || n, 1, 0, 1, 0, 1, 0, 0 FROM generate_series(1, 98) n
            """, cancellationToken);
        foreach (var channel in new[] { "first", "second", "third", "web" })
        {
            await AskAsync(channel, cancellationToken);
        }

        await CountAsync(cancellationToken);
        var lines = (await ReadAsync(cancellationToken)).Items.ToDictionary(item => item.Key, item => item.Usage.Calls);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(lines.Keys.Where(key => !key.StartsWith("support/made up", StringComparison.Ordinal)), Is.EquivalentTo(["support/web", "support/first", "support/(other)"]), "the hundredth is the last");
        Assert.That(lines["support/(other)"], Is.EqualTo(lines["support/web"]), "two conversations each");
    }

    [Test, CancelAfter(60_000)]
    public async Task What_was_counted_before_there_were_features_is_taken_over(CancellationToken cancellationToken)
    {
        await AskAsync("web", cancellationToken);
        var gone = await AskAsync("teams", cancellationToken);
        await CountAsync(cancellationToken);
        var before = await ReadAsync(cancellationToken);
        await _support.ExecuteAsync(
            $"""
            DROP TABLE agent.usage_features;
            DELETE FROM agent.{AgentDbContext.MigrationsTable} WHERE "MigrationId" LIKE '%UsageFeatures';
            DELETE FROM agent.usage_conversations WHERE conversation_id = '{gone}';
            """, cancellationToken);
        await _support.Get<ConversationDatabase>().MigrateAsync(cancellationToken);
        var after = await ReadAsync(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(after.Total, Is.EqualTo(before.Total));
        Assert.That(after.Items.Select(item => item.Key), Is.EquivalentTo(["support/web", "unknown"]), "a removed conversation's are of nobody knows which");
    }

    private async Task<string> AskAsync(string channel, CancellationToken cancellationToken)
    {
        var started = await _support.Conversations.StartAsync(SupportFixture.Tenant, new() { CustomerId = "mara_olsen_1001", Channel = channel }, cancellationToken);
        var talk = new SupportFixture.Talk(_support, new(SupportFixture.Tenant, started.Id));
        await talk.SayAsync("Where is my order #W1000002?", cancellationToken);
        return started.Id;
    }

    private Task<int?> CountAsync(CancellationToken cancellationToken) => _support.Get<UsageStore>().AddUpAsync(1000, cancellationToken);

    private Task<UsageView> ReadAsync(CancellationToken cancellationToken, string? conversation = null)
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        return _support.Get<IUsage>().ReadAsync(SupportFixture.Tenant, new(UsageDimension.Feature, today.AddDays(-1), today, ConversationId: conversation, Limit: 1000), cancellationToken);
    }
}
