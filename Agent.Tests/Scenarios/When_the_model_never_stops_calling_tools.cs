using System.Runtime.CompilerServices;
using Agent.Host.Models.Offline;
using Agent.Processes;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.AI;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace Agent.Tests.Scenarios;

/// <summary>A model in a loop costs money until somebody stops it.</summary>
internal sealed class When_the_model_never_stops_calling_tools
{
    [Test, CancelAfter(60_000)]
    public async Task It_is_stopped_at_twenty_iterations_with_an_honest_answer_and_a_ticket(CancellationToken cancellationToken)
    {
        var model = new LoopingModel();
        await using var support = await SupportFixture.StartAsync(model);
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        var turn = await talk.SayAsync("where is my order?", cancellationToken);
        var ticket = await support.ReadAsync<string>("SELECT ticket_id FROM backoffice.tickets", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(model.Calls, Is.EqualTo(20));
        Assert.That(turn.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(ticket, Is.Not.Null);
        Assert.That(turn.Reply, Does.Contain(ticket));
    }

    /// <summary>Classifies like the offline model, and as the specialist asks for the same order for ever.</summary>
    private sealed class LoopingModel : DelegatingChatClient
    {
        private int _calls;

        public LoopingModel() : base(new OfflineChatClient())
        {
        }

        public int Calls => _calls;

        public override Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            IsSpecialist(options) ? Task.FromResult(Call(options!)) : base.GetResponseAsync(messages, options, cancellationToken);

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var updates = IsSpecialist(options)
                ? Call(options!).ToChatResponseUpdates().ToAsyncEnumerable()
                : base.GetStreamingResponseAsync(messages, options, cancellationToken);
            await foreach (var update in updates.WithCancellation(cancellationToken))
            {
                yield return update;
            }
        }

        private static bool IsSpecialist(ChatOptions? options) =>
            options?.AdditionalProperties?.TryGetValue(PromptCallData.Name, out var name) == true && name is "orders_agent";

        private ChatResponse Call(ChatOptions options)
        {
            var number = Interlocked.Increment(ref _calls);
            var tool = options.Tools!.First(candidate => candidate.Name.EndsWith("get_order_details", StringComparison.Ordinal)).Name;
            return new(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent($"c{number}", tool, new Dictionary<string, object?> { ["order_id"] = "#W1000002" })]));
        }
    }
}
