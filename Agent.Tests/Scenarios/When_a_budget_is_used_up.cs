using System.Runtime.CompilerServices;
using Agent.Host.Models.Offline;
using Agent.Processes;
using Agent.Processes.Costs.Budgets;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.AI;

namespace Agent.Tests.Scenarios;

/// <summary>Whole conversations with a model that costs money, under limits.</summary>
internal sealed class When_a_budget_is_used_up
{
    [Test, CancelAfter(60_000)]
    public async Task A_person_takes_over_and_the_ticket_names_the_budget(CancellationToken cancellationToken)
    {
        await using var support = await StartAsync(("Budgets:TenantPerDay", "0.001"));
        var turn = await (await support.TalkAsync("mara_olsen_1001", cancellationToken)).SayAsync("Where is my order #W1000002?", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Reply, Does.StartWith("I'm sorry, I have reached the limit of what I can do for you by myself").And.Contain("I have opened ticket"));
        Assert.That(await support.ReadAsync<string>("SELECT body FROM backoffice.tickets ORDER BY created_at DESC LIMIT 1", cancellationToken), Does.Contain("The budget tenant_day is 0.001 USD"));
        Assert.That(await support.ReadAsync<decimal>("SELECT sum(spent_usd + reserved_usd) FROM agent.budgets", cancellationToken), Is.Zero, "nothing was asked, nothing is owed");
    }

    [Test, CancelAfter(60_000)]
    public async Task It_stops_with_an_honest_word_where_that_is_the_policy(CancellationToken cancellationToken)
    {
        await using var support = await StartAsync(("Budgets:Conversation", "0.001"), ("Budgets:WhenExceeded", "Stop"));
        var before = await support.ReadAsync<long>("SELECT count(*) FROM backoffice.tickets", cancellationToken);
        var turn = await (await support.TalkAsync("mara_olsen_1001", cancellationToken)).SayAsync("Where is my order #W1000002?", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Reply, Does.Contain("I have reached the limit of what I can do here for now."));
        Assert.That(await support.ReadAsync<long>("SELECT count(*) FROM backoffice.tickets", cancellationToken), Is.EqualTo(before));
    }

    [Test, CancelAfter(120_000)]
    public async Task Fifty_turns_at_once_never_spend_more_than_there_is(CancellationToken cancellationToken)
    {
        const decimal Limit = 0.5m;
        await using var support = await StartAsync(("Budgets:TenantPerDay", "0.5"), ("Budgets:ServicePerDay", "0.6"));
        support.ReplaysAtTheEnd = false; // fifty conversations, and other tests replay refusals
        var talks = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => support.TalkAsync("mara_olsen_1001", cancellationToken)));
        await Task.WhenAll(talks.Select(talk => talk.SayAsync("Where is my order #W1000002?", cancellationToken)));
        var spent = await support.ReadAsync<decimal>("SELECT spent_usd FROM agent.budgets WHERE scope = 'tenant_day'", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(spent, Is.LessThanOrEqualTo(Limit).And.GreaterThan(0));
        Assert.That(spent, Is.EqualTo(await support.ReadAsync<decimal>("SELECT sum(cost_usd) FROM agent.conversations", cancellationToken)), "the ledger and the journals agree");
        Assert.That(await support.ReadAsync<decimal>("SELECT sum(reserved_usd) FROM agent.budgets", cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_stream_that_breaks_off_is_paid_for_and_gives_back_the_rest(CancellationToken cancellationToken)
    {
        using var model = new Cut();
        await using var support = await StartAsync(model, ("Budgets:TenantPerDay", "5"));
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("Where is my order #W1000002?", cancellationToken);
        var journaled = (await support.Conversations.FindAsync(talk.Key, cancellationToken))!.Usage.CostUsd;
        var spent = await support.ReadAsync<decimal>("SELECT spent_usd FROM agent.budgets WHERE scope = 'tenant_day'", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(spent, Is.GreaterThan(journaled!.Value), "what was sent and received of the broken answer");
        Assert.That(await support.ReadAsync<decimal>("SELECT sum(reserved_usd) FROM agent.budgets", cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task Without_limits_the_ledger_is_never_asked(CancellationToken cancellationToken)
    {
        await using var support = await StartAsync();
        await support.ExecuteAsync("DROP TABLE agent.reservations, agent.budgets", cancellationToken);
        var turn = await (await support.TalkAsync("mara_olsen_1001", cancellationToken)).SayAsync("Where is my order #W1000002?", cancellationToken);
        Assert.That(turn.Reply, Does.Contain("#W1000002"));
    }

    [Test]
    public void Limits_without_a_price_stop_the_start() => Assert.That(
        async () => await SupportFixture.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Model:Provider"] = "openai", ["Model:ApiKey"] = "k", ["Model:Small"] = "tiny", ["Model:Large"] = "huge", ["Budgets:Conversation"] = "1",
        }),
        Throws.TypeOf<Microsoft.Extensions.Options.OptionsValidationException>().With.Message.Contains("there is no price for tiny and huge under Prices:Entries"));

    [Test, CancelAfter(60_000)]
    public async Task The_cheaper_model_is_asked_where_that_is_the_policy(CancellationToken cancellationToken)
    {
        await using var runtime = await RuntimeFixture.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Prices:Entries:large:Model"] = "large", ["Prices:Entries:large:Input"] = "100", ["Prices:Entries:large:Output"] = "1000",
            ["Prices:Entries:small:Model"] = "small", ["Prices:Entries:small:Input"] = "1", ["Prices:Entries:small:Output"] = "1",
            ["Budgets:TenantPerDay"] = "0.1", ["Budgets:WhenExceeded"] = "CheaperModel",
        });
        var keeper = runtime.Get<BudgetKeeper>();
        using var small = new BudgetedChatClient(new Named("small"), keeper);
        using var large = new BudgetedChatClient(new Named("large"), keeper, () => small);
        Agent.Processes.Journal.ActivityScope.Current = new("step") { Conversation = new(new("demo", "c1"), "mara", "web", "t1") };
        try
        {
            Assert.That((await large.GetResponseAsync("hello", cancellationToken: cancellationToken)).Text, Is.EqualTo("small says hello"));
        }
        finally
        {
            Agent.Processes.Journal.ActivityScope.Current = null;
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Who_can_do_with_less_is_told_so_first_and_the_cheaper_model_asked_afterwards(CancellationToken cancellationToken)
    {
        await using var runtime = await RuntimeFixture.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Prices:Entries:large:Model"] = "large", ["Prices:Entries:large:Input"] = "100", ["Prices:Entries:large:Output"] = "1000",
            ["Prices:Entries:small:Model"] = "small", ["Prices:Entries:small:Input"] = "1", ["Prices:Entries:small:Output"] = "1",
            ["Budgets:TenantPerDay"] = "0.1", ["Budgets:WhenExceeded"] = "CheaperModel, SummarizeFirst",
        });
        var keeper = runtime.Get<BudgetKeeper>();
        using var small = new BudgetedChatClient(new Named("small"), keeper);
        using var large = new BudgetedChatClient(new Named("large"), keeper, () => small);
        Agent.Processes.Journal.ActivityScope.Current = new("step") { Conversation = new(new("demo", "c1"), "mara", "web", "t1") };
        try
        {
            ChatOptions shrinkable = new() { AdditionalProperties = new() { [BudgetedChatClient.CanShrink] = true } };
            Assert.That(async () => await large.GetResponseAsync("hello", shrinkable, cancellationToken), Throws.TypeOf<RequestTooDearException>().With.Message.Contains("tenant_day"));
            Assert.That((await large.GetResponseAsync("hello", cancellationToken: cancellationToken)).Text, Is.EqualTo("small says hello"));
        }
        finally
        {
            Agent.Processes.Journal.ActivityScope.Current = null;
        }
    }

    [Test]
    public void A_number_that_is_no_policy_stops_the_start() => Assert.That(
        async () => await StartAsync(("Budgets:WhenExceeded", "17")),
        Throws.TypeOf<Microsoft.Extensions.Options.OptionsValidationException>().With.Message.Contains("may be HandOver, Stop, CheaperModel and SummarizeFirst"));

    private static Task<SupportFixture> StartAsync(params (string Key, string Value)[] settings) => StartAsync(null, settings);

    private static Task<SupportFixture> StartAsync(IChatClient? model, params (string Key, string Value)[] settings)
    {
        var all = settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value);
        all["Prices:Entries:offline-rules:Model"] = OfflineChatClient.ModelId;
        all["Prices:Entries:offline-rules:Input"] = "2";
        all["Prices:Entries:offline-rules:Output"] = "8";
        all["Budgets:MaxOutputTokens"] = "1000";
        return SupportFixture.StartAsync(model, all);
    }

    private sealed class Named(string name) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, $"{name} says {messages.Last().Text}"))
            {
                ModelId = name, Usage = new() { InputTokenCount = 1, OutputTokenCount = 1 },
            });

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(name, null, name) : null;

        public void Dispose()
        {
        }
    }

    /// <summary>Breaks off each streamed answer after its first piece.</summary>
    private sealed class Cut() : DelegatingChatClient(new OfflineChatClient())
    {
        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                yield return update;
                throw new HttpRequestException("The stream was cut.");
            }
        }
    }
}
