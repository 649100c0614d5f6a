using System.Diagnostics;
using Agent.Host.Models.Offline;
using Microsoft.Extensions.AI;

namespace Agent.Tests.Host.Models.Offline;

internal sealed class OfflineChatClientTests
{
    private readonly OfflineChatClient _client = new();

    [OneTimeTearDown]
    public void Dispose() => _client.Dispose();

    [Test]
    public void Does_not_pretend_to_be_a_language_model()
    {
        var metadata = (ChatClientMetadata?)_client.GetService(typeof(ChatClientMetadata));
        Assert.That(metadata?.DefaultModelId, Is.EqualTo("offline-rules"));
        Assert.That(_client.GetService(typeof(IChatClient)), Is.SameAs(_client));
        Assert.That(_client.GetService(typeof(string)), Is.Null);
    }

    [Test]
    public async Task Streams_the_same_text_word_by_word()
    {
        var whole = await _client.GetResponseAsync(Said("what can you do?"), For("orders_agent"));
        var updates = await _client.GetStreamingResponseAsync(Said("what can you do?"), For("orders_agent")).ToListAsync();
        Assert.That(string.Concat(updates.Select(u => u.Text)), Is.EqualTo(whole.Text));
        Assert.That(updates, Has.Count.GreaterThan(10));
        Assert.That(updates[^1].FinishReason, Is.EqualTo(ChatFinishReason.Stop));
        Assert.That(updates.ToChatResponse().Usage?.TotalTokenCount, Is.EqualTo(whole.Usage!.TotalTokenCount));
    }

    [Test]
    public async Task Answers_the_same_call_the_same_way()
    {
        var (first, second) = (await Propose(), await Propose());
        Assert.That(first.FinishReason, Is.EqualTo(ChatFinishReason.ToolCalls));
        Assert.That(Call(first).CallId, Is.EqualTo(Call(second).CallId));
        Assert.That(Call(first).Name, Is.EqualTo("orders_get_order_details"));

        Task<ChatResponse> Propose() => _client.GetResponseAsync(
            [new(ChatRole.System, "Customer id: mara_olsen_1001"), .. Said("where is #W1000001")], For("orders_agent"));

        static FunctionCallContent Call(ChatResponse response) => response.Messages[0].Contents.OfType<FunctionCallContent>().Single();
    }

    [Test]
    public async Task Counts_tokens()
    {
        var usage = (await _client.GetResponseAsync(Said(new string('x', 400)), For("triage"))).Usage!;
        Assert.That(usage.InputTokenCount, Is.EqualTo(100));
        Assert.That(usage.OutputTokenCount, Is.InRange(20, 60));
    }

    [TestCase("a_prompt_nobody_wrote")]
    [TestCase(null)]
    public async Task Gives_a_general_answer_to_an_unknown_prompt(string? prompt)
    {
        var answer = await _client.GetResponseAsync(Said("what can you do?"), prompt is null ? null : For(prompt));
        Assert.That(answer.Text, Does.Contain("register a return"));
    }

    [Test]
    public void Stops_when_cancelled() => Assert.That(
        async () => await _client.GetResponseAsync(Said("hi"), null, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

    [Test]
    public async Task Survives_odd_texts([Values("", " ", "?", "''''", "\u0000\u0001", "#", "@", "#W", "😀😀😀", "W", "\"", "a@b", "1 ,")] string text,
        [Values("input_guardrail", "triage", "confirmation", "orders_agent", "general_agent")] string prompt)
    {
        var answer = await _client.GetResponseAsync([new(ChatRole.System, "Customer id: mara_olsen_1001"), .. Said(text)], For(prompt));
        Assert.That(answer.Messages[0].Contents, Is.Not.Empty);
    }

    [TestCase("triage")]
    [TestCase("input_guardrail")]
    [TestCase("confirmation")]
    [TestCase("orders_agent")]
    public async Task Takes_little_time(string prompt)
    {
        // A generous bound: the point is to notice a hundredfold slip, not to measure.
        const int Calls = 2_000;
        var (history, options) = (History(), For(prompt));
        for (var i = 0; i < Calls; i++)
            await _client.GetResponseAsync(history, options);
        var (watch, bytes) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < Calls; i++)
            await _client.GetResponseAsync(history, options);
        TestContext.Out.WriteLine($"{prompt}: {watch.Elapsed.TotalMicroseconds / Calls:F1} µs and {(GC.GetAllocatedBytesForCurrentThread() - bytes) / Calls} bytes a call");
        Assert.That(watch.Elapsed.TotalMicroseconds / Calls, Is.LessThan(2_000));
    }

    /// <summary>A return, up to the moment where the customer has said where the refund goes.</summary>
    private static ChatMessage[] History()
    {
        var shop = SampleShop.Open();
        var user = new FunctionCallContent("call_1", "customers_get_user_details", new Dictionary<string, object?> { ["user_id"] = "mara_olsen_1001" });
        var first = new FunctionCallContent("call_2", "orders_get_order_details", new Dictionary<string, object?> { ["order_id"] = "#W1000001" });
        var second = new FunctionCallContent("call_3", "orders_get_order_details", new Dictionary<string, object?> { ["order_id"] = "#W1000002" });
        return
        [
            new(ChatRole.System, "You are a support agent.\nCustomer id: mara_olsen_1001\nToday: 2026-11-21"),
            new(ChatRole.User, "I'd like to return the headphones from my last order"),
            new(ChatRole.Assistant, [user]), Result(user), new(ChatRole.Assistant, [second, first]), Result(second), Result(first),
            new(ChatRole.Assistant, "Where should the refund go: back to your Visa ending in 4242, which you paid with or to your gift card?"),
            new(ChatRole.User, "back to the card"),
        ];

        ChatMessage Result(FunctionCallContent call) =>
            new(ChatRole.Tool, [new FunctionResultContent(call.CallId, shop.Call(ScriptedSupport.ToolOf(call), call.Arguments!))]);
    }

    private static ChatMessage[] Said(string text) => [new(ChatRole.User, text)];

    private static ChatOptions For(string prompt) => new() { Tools = FakeBackOffice.FirstTools, AdditionalProperties = new() { ["prompt.name"] = prompt } };
}
