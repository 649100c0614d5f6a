using System.Diagnostics;
using Agent.Benchmarks.Service;
using Agent.Processes;

namespace Agent.Benchmarks.Conversations;

/// <summary>The fixed conversation: a question about an order, the wish to return it, the approval.</summary>
internal sealed class ReturnScenario(IConversations conversations, bool decidesThroughApi)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="InvalidOperationException">The conversation went another way; the message says where.</exception>
    public async Task<ConversationTimes> PlayAsync(ShopOrder order)
    {
        var started = await conversations.StartAsync(BenchmarkShop.Tenant, new() { CustomerId = order.CustomerId });
        var key = new ConversationKey(BenchmarkShop.Tenant, started.Id);

        var (questionMs, answer) = await SayAsync(key, $"Where is my order {order.OrderId}?");
        await ExpectAsync(answer.Reply?.Contains(order.OrderId, StringComparison.Ordinal) is true, key, answer, "the answer does not speak of the order");

        var (refundMs, asked) = await SayAsync(key, "I'd like to return the headphones and get a refund");
        await ExpectAsync(asked is { Status: ConversationStatus.Waiting, PendingApproval.Tool: "return_delivered_order_items" }, key, asked, "no approval is asked for");

        var (approvalMs, done) = decidesThroughApi || asked.PendingApproval!.Approver is not "customer"
            ? await DecideAsync(key, asked.PendingApproval!.ApprovalId)
            : await SayAsync(key, "Yes, please");
        await ExpectAsync(done is { Status: ConversationStatus.Idle, PendingApproval: null, Reply: not null }, key, done, "the return is not done");
        return new(questionMs, refundMs, approvalMs);
    }

    /// <summary>One message and its answer.</summary>
    public async Task<(double Milliseconds, TurnView Turn)> SayAsync(ConversationKey key, string text)
    {
        var began = Stopwatch.GetTimestamp();
        var accepted = await conversations.SendAsync(key, new() { Text = text }, idempotencyKey: Guid.NewGuid().ToString("N"));
        return await FinishAsync(key, accepted.Turn, began);
    }

    private async Task<(double Milliseconds, TurnView Turn)> DecideAsync(ConversationKey key, string approvalId)
    {
        var began = Stopwatch.GetTimestamp();
        var decision = await conversations.DecideAsync(BenchmarkShop.Tenant, approvalId, approve: true, reason: null, decidedBy: "operator:benchmark");
        return await FinishAsync(key, decision!.Turn, began);
    }

    private async Task<(double Milliseconds, TurnView Turn)> FinishAsync(ConversationKey key, int turn, long began)
    {
        var ended = await conversations.WaitAsync(key, turn, Patience)
            ?? throw new TimeoutException($"Turn {turn} of conversation {key.Id} has not ended within {Patience}.");
        return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, ended);
    }

    private async Task ExpectAsync(bool condition, ConversationKey key, TurnView turn, string otherwise)
    {
        if (condition)
        {
            return;
        }

        var supersteps = await conversations.ReadSuperstepsAsync(key, limit: 1_000);
        var errors = supersteps.SelectMany(superstep => superstep.Events)
            .Where(happened => happened.Type == ConversationEvents.StepCompleted && happened.Data.TryGetProperty("error", out _))
            .Select(happened => happened.Data.ToString());
        throw new InvalidOperationException(
            $"Conversation {key.Id}, {turn.TurnId}: {otherwise}. Status {turn.Status}, reply: {turn.Reply ?? turn.Failure?.ToString()} {string.Join(' ', errors)}");
    }
}
