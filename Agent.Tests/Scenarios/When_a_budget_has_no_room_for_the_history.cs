using System.Collections.Concurrent;
using System.Globalization;
using Agent.Host.Models.Offline;
using Agent.Processes;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Prompts;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.AI;

namespace Agent.Tests.Scenarios;

/// <summary>A long conversation whose next call would fit if it were shorter. What was played is replayed in the end: it takes the same way.</summary>
internal sealed class When_a_budget_has_no_room_for_the_history
{
    private const decimal Limit = 5m;
    private const decimal UsdPerByte = 2m / 1_000_000; // a token is at least a byte
    private const decimal UsdPerAnswer = 1000 * 8m / 1_000_000;
    private const string Asked = "Where is my order #W1000002?";

    [Test, CancelAfter(90_000)]
    public async Task It_is_summarised_and_the_call_made_with_less(CancellationToken cancellationToken)
    {
        using var model = new Measuring();
        await using var support = await StartAsync(model, "SummarizeFirst");
        var talk = await TalkLongAsync(support, cancellationToken);
        var before = model.LargestOf(PromptNames.OrdersAgent);
        await LeaveAsync(support, Worst(before), cancellationToken);
        var turn = await talk.SayAsync(Asked, cancellationToken);
        var calls = await CallsAsync(support, talk, turn, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Reply, Does.Contain("#W1000002").And.Not.Contain("ticket"));
        Assert.That(calls.Where(call => call.Name is PromptNames.OrdersAgent or PromptNames.ConversationSummary), Is.EqualTo(new (string, string?)[]
        {
            (PromptNames.OrdersAgent, nameof(RequestTooDearException)), (PromptNames.ConversationSummary, null), (PromptNames.OrdersAgent, null), (PromptNames.OrdersAgent, null),
        }));
        Assert.That(model.LastOf(PromptNames.OrdersAgent), Is.LessThan(before), "although more was said since");
        Assert.That(await support.ReadAsync<decimal>("SELECT spent_usd + reserved_usd FROM agent.budgets", cancellationToken), Is.LessThanOrEqualTo(Limit));
        Assert.That((await support.Conversations.ReadTranscriptAsync(talk.Key, cancellationToken)).Count(message => message.Text.StartsWith(Asked, StringComparison.Ordinal)), Is.EqualTo(9),
            "all that was said stays stored");
    }

    [Test, CancelAfter(90_000)]
    public async Task What_does_not_fit_then_either_goes_the_way_of_the_next_policy(CancellationToken cancellationToken)
    {
        using var model = new Measuring();
        await using var support = await StartAsync(model, "SummarizeFirst, Stop");
        var talk = await TalkLongAsync(support, cancellationToken);
        await talk.SayAsync(Asked, cancellationToken); // as long as the next one: so much do the guardrail and triage need
        await LeaveAsync(support, 1.5m * Worst(Math.Max(model.LastOf(PromptNames.InputGuardrail), model.LastOf(PromptNames.Triage))), cancellationToken);
        var turn = await talk.SayAsync(Asked, cancellationToken);
        var calls = await CallsAsync(support, talk, turn, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Reply, Does.Contain("I have reached the limit of what I can do here for now."));
        Assert.That(calls.Where(call => call.Fault is not null), Is.EqualTo(new (string, string?)[]
        {
            (PromptNames.OrdersAgent, nameof(RequestTooDearException)), (PromptNames.ConversationSummary, nameof(SpendingStoppedException)),
            (PromptNames.OrdersAgent, nameof(SpendingStoppedException)),
        }));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_conversation_without_a_history_is_not_summarised(CancellationToken cancellationToken)
    {
        using var model = new Measuring();
        await using var support = await StartAsync(model, "SummarizeFirst");
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync(Asked, cancellationToken);
        await LeaveAsync(support, 1.5m * Worst(Math.Max(model.LastOf(PromptNames.InputGuardrail), model.LastOf(PromptNames.Triage))), cancellationToken);
        var turn = await talk.SayAsync("And when does it arrive?", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Reply, Does.StartWith("I'm sorry, I have reached the limit of what I can do for you by myself"));
        Assert.That((await CallsAsync(support, talk, turn, cancellationToken)).Select(call => call.Name), Has.None.EqualTo(PromptNames.ConversationSummary));
    }

    private static decimal Worst(long bytes) => (bytes * UsdPerByte) + UsdPerAnswer;

    private static async Task<SupportFixture.Talk> TalkLongAsync(SupportFixture support, CancellationToken cancellationToken)
    {
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        var waffle = string.Concat(Enumerable.Repeat(" I have been waiting for it since Monday and my neighbour has not seen it.", 40));
        for (var asked = 0; asked < 8; asked++)
        {
            Assert.That((await talk.SayAsync(Asked + waffle, cancellationToken)).Reply, Does.Contain("#W1000002"));
        }

        return talk;
    }

    /// <summary>As if the rest had been spent elsewhere.</summary>
    private static Task LeaveAsync(SupportFixture support, decimal usd, CancellationToken cancellationToken) => support.ExecuteAsync(
        string.Create(CultureInfo.InvariantCulture, $"UPDATE agent.budgets SET spent_usd = {Limit - usd} WHERE scope = 'tenant_day'"), cancellationToken);

    private static async Task<List<(string Name, string? Fault)>> CallsAsync(SupportFixture support, SupportFixture.Talk talk, TurnView turn, CancellationToken cancellationToken) =>
    [
        .. (await support.Conversations.ReadSuperstepsAsync(talk.Key, 0, 1000, cancellationToken)).Where(superstep => superstep.TurnId == turn.TurnId)
            .SelectMany(superstep => superstep.Activities.EnumerateArray()).Where(activity => activity.GetProperty("kind").GetString() == "model")
            .Select(activity => (activity.GetProperty("name").GetString()!, activity.TryGetProperty("fault", out var fault) ? fault.GetProperty("type").GetString() : null)),
    ];

    private static Task<SupportFixture> StartAsync(IChatClient model, string policy) => SupportFixture.StartAsync(model, new Dictionary<string, string?>
    {
        ["Prices:Entries:offline-rules:Model"] = OfflineChatClient.ModelId,
        ["Prices:Entries:offline-rules:Input"] = "2",
        ["Prices:Entries:offline-rules:Output"] = "8",
        ["Budgets:TenantPerDay"] = "5",
        ["Budgets:MaxOutputTokens"] = "1000",
        ["Budgets:WhenExceeded"] = policy,
        ["Support:SummarizeAfterEntries"] = "40",
        ["Support:SummarizeAfterTokens"] = "100000",
    });

    /// <summary>Notes how long each request is, in bytes.</summary>
    private sealed class Measuring() : DelegatingChatClient(new OfflineChatClient())
    {
        private readonly ConcurrentQueue<(string Prompt, long Bytes)> _calls = new();

        public long LargestOf(string prompt) => _calls.Where(call => call.Prompt == prompt).Max(call => call.Bytes);

        public long LastOf(string prompt) => _calls.Last(call => call.Prompt == prompt).Bytes;

        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetResponseAsync(Note(messages, options), options, cancellationToken);

        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetStreamingResponseAsync(Note(messages, options), options, cancellationToken);

        private IEnumerable<ChatMessage> Note(IEnumerable<ChatMessage> messages, ChatOptions? options)
        {
            _calls.Enqueue(((string)options!.AdditionalProperties![PromptCallData.Name]!, CallEstimate.Of(messages, options).InputBytes));
            return messages;
        }
    }
}
