using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Benchmarks.Conversations;
using Agent.Benchmarks.Service;

namespace Agent.Benchmarks.Replicas;

/// <summary>The fixed conversation, over HTTP. Every request goes to the next replica, as behind a load balancer that remembers nothing.</summary>
internal sealed class HttpScenario(IReadOnlyList<ReplicaProcess> replicas)
{
    public const int Turns = 3;
    private int _next;

    /// <exception cref="InvalidOperationException">The conversation went another way; the message says where.</exception>
    public async Task<ConversationTimes> PlayAsync(ShopOrder order)
    {
        var id = await StartAsync(order);
        var (question, answer) = await SayAsync(id, $"Where is my order {order.OrderId}?");
        Expect(Text(answer, "reply").Contains(order.OrderId, StringComparison.Ordinal), answer, "the answer does not speak of the order");
        var (refund, asked) = await SayAsync(id, "I'd like to return the headphones and get a refund");
        Expect(Text(asked, "status") is "waiting", asked, "no approval is asked for");
        var (approval, done) = await SayAsync(id, "Yes, please");
        Expect(Text(done, "status") is "idle", done, "the return is not done");
        return new(question, refund, approval);
    }

    /// <summary>Plays up to the question whether the return is meant, and leaves the conversation waiting there.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> LeaveWaitingAsync(ShopOrder order)
    {
        var id = await StartAsync(order);
        await SayAsync(id, $"Where is my order {order.OrderId}?");
        var (_, asked) = await SayAsync(id, "I'd like to return the headphones and get a refund");
        Expect(Text(asked, "status") is "waiting", asked, "no approval is asked for");
        return id;
    }

    private HttpClient NextClient() => replicas[(int)((uint)Interlocked.Increment(ref _next) % replicas.Count)].Client;

    private async Task<string> StartAsync(ShopOrder order)
    {
        using var started = await NextClient().PostAsJsonAsync("/api/v1/conversations", new { customerId = order.CustomerId });
        var conversation = await started.Content.ReadFromJsonAsync<JsonElement>();
        return started.StatusCode == HttpStatusCode.Created
            ? Text(conversation, "id")
            : throw new InvalidOperationException($"No conversation was started: {started.StatusCode} {conversation}");
    }

    private async Task<(double Milliseconds, JsonElement Turn)> SayAsync(string id, string text)
    {
        var key = Guid.NewGuid().ToString("N");
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/conversations/{id}/messages?wait=30") { Content = JsonContent.Create(new { text }) };
            request.Headers.Add("Idempotency-Key", key);
            using var response = await NextClient().SendAsync(request);
            var turn = await response.Content.ReadFromJsonAsync<JsonElement>();
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, turn);
            }

            // 202: queued or slow. The same key again waits for the same turn.
            Expect(response.StatusCode == HttpStatusCode.Accepted, turn, $"a message is answered by {response.StatusCode}");
        }
    }

    private static string Text(JsonElement json, string member) => json.TryGetProperty(member, out var value) ? value.ToString() : "";

    private static void Expect(bool condition, JsonElement answer, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"The conversation went another way: {otherwise}. {answer}");
        }
    }
}
