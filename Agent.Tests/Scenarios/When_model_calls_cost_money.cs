using System.Runtime.CompilerServices;
using System.Text.Json;
using Agent.Host.Models.Offline;
using Agent.Processes;
using Agent.Processes.Costs.Usage;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.AI;

namespace Agent.Tests.Scenarios;

/// <summary>The offline model, charged for like any other: what it costs is the same wherever it is looked at.</summary>
internal sealed class When_model_calls_cost_money
{
    private static readonly Dictionary<string, string?> s_priced = new()
    {
        ["Prices:Entries:offline-rules:Model"] = "offline-rules",
        ["Prices:Entries:offline-rules:Input"] = "2",
        ["Prices:Entries:offline-rules:CachedInput"] = "0.5",
        ["Prices:Entries:offline-rules:Output"] = "8",
        ["Usage:Interval"] = "01:00:00",
    };

    private static readonly DateOnly s_today = DateOnly.FromDateTime(DateTime.UtcNow);

    [Test, CancelAfter(60_000)]
    public async Task Every_view_of_it_comes_to_the_same_sum(CancellationToken cancellationToken)
    {
        await using var support = await SupportFixture.StartAsync(settings: s_priced);
        var talk = await PlayAsync(support, cancellationToken);
        await (await support.TalkAsync("tom_becker_1002", cancellationToken)).SayAsync("Where is my order #W1000003?", cancellationToken);
        var calls = (await support.Conversations.ReadSuperstepsAsync(talk.Key, 0, 500, cancellationToken))
            .SelectMany(superstep => superstep.Activities.EnumerateArray()).Where(activity => activity.GetProperty("kind").GetString() == "model").ToList();
        var usage = (await support.Conversations.FindAsync(talk.Key, cancellationToken))!.Usage;
        var replayed = await support.ReplayAsync(talk.Key, cancellationToken);
        await support.Get<UsageStore>().AddUpAsync(1000, cancellationToken);
        var lines = await ReadAsync(support, UsageDimension.Conversation, cancellationToken);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(calls, Has.Count.GreaterThan(8));
        Assert.That(calls.Select(Cost), Is.EqualTo(calls.Select(call => ((call.GetProperty("inputTokens").GetInt64() * 2m) + (call.GetProperty("outputTokens").GetInt64() * 8m)) / 1_000_000)));
        Assert.That(usage.CostUsd, Is.EqualTo(calls.Sum(Cost)).And.GreaterThan(0));
        Assert.That(usage.UnpricedCalls, Is.Null);
        Assert.That(replayed.SavedUsd, Is.EqualTo(usage.CostUsd), "a replay asks no model, and says what that saves");
        var line = lines.Items.Single(line => line.Key == talk.Key.Id).Usage;
        Assert.That(line, Is.EqualTo(new UsageFigures(calls.Count, 0, usage.InputTokens, usage.CachedInputTokens, usage.OutputTokens, usage.CostUsd, 0)));
        Assert.That(lines.PendingTurns, Is.Zero);
        foreach (var by in Enum.GetValues<UsageDimension>())
        {
            var view = await ReadAsync(support, by, cancellationToken);
            Assert.That(view.Total, Is.EqualTo(lines.Total), $"by {by}");
            Assert.That(view.Items.Sum(item => item.Usage.CostUsd), Is.EqualTo(lines.Total.CostUsd), $"by {by}");
            var one = await ReadAsync(support, by, cancellationToken, conversation: talk.Key.Id);
            Assert.That(one.Total, Is.EqualTo(line), $"by {by}, of one conversation");
        }

        Assert.That((await ReadAsync(support, UsageDimension.Day, cancellationToken, customer: "mara_olsen_1001")).Total, Is.EqualTo(line));
        Assert.That((await ReadAsync(support, UsageDimension.Step, cancellationToken)).Items.Select(item => item.Key), Has.Member("orders/agent").And.Member("guardrail"));
        Assert.That((await ReadAsync(support, UsageDimension.Prompt, cancellationToken)).Items.Select(item => item.Key), Has.All.Contains("@"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_model_without_a_price_costs_nobody_knows_what_and_not_nothing(CancellationToken cancellationToken)
    {
        await using var support = await SupportFixture.StartAsync(new Renamed("house-model"), s_priced);
        var talk = await PlayAsync(support, cancellationToken);
        var usage = (await support.Conversations.FindAsync(talk.Key, cancellationToken))!.Usage;
        await support.Get<UsageStore>().AddUpAsync(1000, cancellationToken);
        var line = (await ReadAsync(support, UsageDimension.Model, cancellationToken)).Items.Single();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(usage.CostUsd, Is.Null);
        Assert.That(usage.UnpricedCalls, Is.GreaterThan(8));
        Assert.That(JsonSerializer.Serialize(usage, JsonSerializerOptions.Web), Does.Contain("\"costUsd\":null"));
        Assert.That(line.Key, Is.EqualTo("house-model"));
        Assert.That(line.Usage.CostUsd, Is.Null);
        Assert.That(line.Usage.UnpricedCalls, Is.EqualTo(usage.UnpricedCalls));
    }

    [Test, CancelAfter(60_000)]
    public async Task However_many_add_up_at_once_every_call_is_counted_once(CancellationToken cancellationToken)
    {
        await using var support = await SupportFixture.StartAsync(settings: s_priced);
        var talk = await PlayAsync(support, cancellationToken);
        var store = support.Get<UsageStore>();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            for (var attempt = 0; attempt < 5; attempt++)
            {
                await store.AddUpAsync(1, cancellationToken);
            }
        }));
        while (await store.AddUpAsync(1, cancellationToken) is not 0)
        {
            // What the others left.
        }

        var usage = (await support.Conversations.FindAsync(talk.Key, cancellationToken))!.Usage;
        var total = (await ReadAsync(support, UsageDimension.Tenant, cancellationToken)).Total;
        Assert.That((total.InputTokens, total.OutputTokens, total.CostUsd), Is.EqualTo((usage.InputTokens, usage.OutputTokens, usage.CostUsd)));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_turn_that_is_cut_off_by_a_cancel_is_paid_for_all_the_same(CancellationToken cancellationToken)
    {
        using var model = new HangingAt("orders_agent");
        await using var support = await SupportFixture.StartAsync(model, s_priced);
        support.ReplaysAtTheEnd = false;
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        await support.Conversations.SendAsync(talk.Key, new() { Text = "Where is my order #W1000002?" }, null, cancellationToken);
        await model.Hanging.WaitAsync(cancellationToken);
        await support.Conversations.CancelAsync(talk.Key, "operator:ann", cancellationToken);
        var usage = (await support.Conversations.FindAsync(talk.Key, cancellationToken))!.Usage;
        await support.Get<UsageStore>().AddUpAsync(1000, cancellationToken);
        var total = (await ReadAsync(support, UsageDimension.Tenant, cancellationToken)).Total;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(usage.CostUsd, Is.GreaterThan(0));
        Assert.That((total.Calls, total.CostUsd, total.InputTokens), Is.EqualTo((2, usage.CostUsd, usage.InputTokens)), "guardrail and triage were committed");
    }

    private static async Task<SupportFixture.Talk> PlayAsync(SupportFixture support, CancellationToken cancellationToken)
    {
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("I'd like to return the headphones from my last order", cancellationToken);
        await talk.SayAsync("back to my card please", cancellationToken);
        await talk.SayAsync("yes", cancellationToken);
        return talk;
    }

    private static Task<UsageView> ReadAsync(
        SupportFixture support, UsageDimension by, CancellationToken cancellationToken, string? customer = null, string? conversation = null) =>
        support.Get<IUsage>().ReadAsync(SupportFixture.Tenant, new(by, s_today.AddDays(-1), s_today.AddDays(1), customer, conversation), cancellationToken);

    private static decimal Cost(JsonElement call) => call.GetProperty("costUsd").GetDecimal();

    /// <summary>The offline model under another name.</summary>
    private sealed class Renamed(string name) : DelegatingChatClient(new OfflineChatClient())
    {
        public override async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken);
            response.ModelId = name;
            return response;
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                update.ModelId = name;
                yield return update;
            }
        }

        public override object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(name, null, name) : base.GetService(serviceType, serviceKey);
    }

    /// <summary>Never answers one prompt.</summary>
    private sealed class HangingAt(string prompt) : DelegatingChatClient(new OfflineChatClient())
    {
        private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Hanging => _hanging.Task;

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            if (options?.AdditionalProperties?[PromptCallData.Name] as string == prompt)
            {
                _hanging.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                yield return update;
            }
        }
    }
}
