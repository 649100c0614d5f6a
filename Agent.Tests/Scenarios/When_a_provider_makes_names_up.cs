using Agent.Host.Models.Offline;
using Agent.Processes.Costs.Usage;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.AI;

namespace Agent.Tests.Scenarios;

/// <summary>Totals by model have as many rows as there are models, whatever a provider calls the one that answers.</summary>
internal sealed class When_a_provider_makes_names_up
{
    private static readonly Dictionary<string, string?> s_settings = new()
    {
        ["Prices:Entries:ours:Model"] = NamingModel.Asked, ["Prices:Entries:ours:Input"] = "2", ["Prices:Entries:ours:Output"] = "8", ["Usage:Interval"] = "01:00:00",
    };

    [Test, CancelAfter(60_000)]
    public async Task A_name_that_nobody_knows_is_the_one_that_was_asked_for(CancellationToken cancellationToken)
    {
        var (lines, calls, conversation, support) = await TalkAsync(call => $"made-up-{call}", cancellationToken);
        await using var _ = support;
        var one = await ReadAsync(support, cancellationToken, conversation);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(lines.Select(line => line.Key), Is.EqualTo([NamingModel.Asked]));
        Assert.That(lines[0].Usage.Calls, Is.EqualTo(calls));
        Assert.That(lines[0].Usage.CostUsd, Is.Positive, "by the price of what was asked for, as ever");
        Assert.That(one.Items.Select(line => (line.Key, line.Usage.Calls)), Is.EqualTo([(NamingModel.Asked, (long)calls)]), "from the journal as well");
        Assert.That(
            await support.ReadAsync<long>("SELECT count(*) FROM agent.checkpoints WHERE body::text LIKE '%made-up-%'", cancellationToken), Is.Positive, "and each call still says who answered");
    }

    [Test, CancelAfter(60_000)]
    public async Task Behind_the_fiftieth_snapshot_of_a_day_the_rest_are_one_line(CancellationToken cancellationToken)
    {
        // The price list knows them all: a dated snapshot costs what its model does.
        var (lines, calls, _, support) = await TalkAsync(call => $"{NamingModel.Asked}-{new DateOnly(2000, 1, 1).AddDays(call):yyyy-MM-dd}", cancellationToken, messages: 25);
        await using var _ = support;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(calls, Is.GreaterThan(60));
        Assert.That(lines, Has.Count.EqualTo(51));
        Assert.That(lines.Single(line => line.Key == "(other)").Usage.Calls, Is.EqualTo(calls - 50));
        Assert.That(lines.Sum(line => line.Usage.Calls), Is.EqualTo(calls));
    }

    private static async Task<(IReadOnlyList<UsageLine> Lines, int Calls, string Conversation, SupportFixture Support)> TalkAsync(
        Func<int, string> names, CancellationToken cancellationToken, int messages = 5)
    {
        using var model = new NamingModel(names);
        var support = await SupportFixture.StartAsync(model, s_settings);
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        for (var message = 0; message < messages; message++)
        {
            await talk.SayAsync("Where is my order #W1000002?", cancellationToken);
            await support.Get<UsageStore>().AddUpAsync(1000, cancellationToken); // a little at a time, as in life
        }

        return ((await ReadAsync(support, cancellationToken)).Items, model.Calls, talk.Key.Id, support);
    }

    private static Task<UsageView> ReadAsync(SupportFixture support, CancellationToken cancellationToken, string? conversation = null)
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        return support.Get<IUsage>().ReadAsync(SupportFixture.Tenant, new(UsageDimension.Model, today.AddDays(-1), today, ConversationId: conversation, Limit: 1000), cancellationToken);
    }

    /// <summary>Answers as the offline model does, under a new name each time.</summary>
    private sealed class NamingModel(Func<int, string> names) : IChatClient
    {
        public const string Asked = "ours-1";
        private readonly OfflineChatClient _offline = new();
        private int _calls;

        public int Calls => _calls;

        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var response = await _offline.GetResponseAsync(messages, options, cancellationToken);
            response.ModelId = names(Interlocked.Increment(ref _calls));
            response.Usage = new() { InputTokenCount = 1_000, OutputTokenCount = 100 };
            return response;
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            {
                yield return update;
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("ours", null, Asked) : null;

        public void Dispose() => _offline.Dispose();
    }
}
