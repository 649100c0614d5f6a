using Microsoft.Extensions.AI;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace Agent.Tests.Host.Models;

/// <summary>What we read from the wire, whole and streamed.</summary>
internal sealed class OpenAIAnswerTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_plain_answer_carries_its_model_id_reason_and_usage(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Text("It left yesterday."));
        await using var models = TestModels.Connect(server);

        var answer = await models.AskAsync(cancellationToken);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer.Text, Is.EqualTo("It left yesterday."));
        Assert.That(answer.ResponseId, Is.EqualTo("chatcmpl-1"));
        Assert.That(answer.ModelId, Is.EqualTo("scripted-model-2026"));
        Assert.That(answer.FinishReason, Is.EqualTo(ChatFinishReason.Stop));
        AssertUsage(answer.Usage);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_stream_arrives_piece_by_piece_with_the_usage_at_its_end(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(
            OpenAIReply.Stream([new { role = "assistant", content = "" }, new { content = "It left " }, new { content = "yesterday." }]));
        await using var models = TestModels.Connect(server);

        var updates = await models.StreamAsync(cancellationToken);

        var answer = updates.ToChatResponse();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(updates.Select(update => update.Text).Where(text => text.Length > 0), Is.EqualTo(["It left ", "yesterday."]));
        Assert.That(answer.Messages, Has.Count.EqualTo(1));
        Assert.That(answer.ResponseId, Is.EqualTo("chatcmpl-1"));
        Assert.That(answer.ModelId, Is.EqualTo("scripted-model-2026"));
        Assert.That(answer.FinishReason, Is.EqualTo(ChatFinishReason.Stop));
        AssertUsage(answer.Usage);
        Assert.That(server.Requests.Single().Body.GetProperty("stream_options").GetProperty("include_usage").GetBoolean(), Is.True);
    }

    [Test, CancelAfter(60_000)]
    public async Task Two_calls_at_once_are_read_with_their_arguments(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Completion(new
        {
            role = "assistant",
            content = (string?)null,
            tool_calls = new[]
            {
                Call("call_a", "orders_get", """{"order_id":"#W1"}"""),
                Call("call_b", "products_get", """{"product_id":"9","deep":{"n":[1,2]}}"""),
            },
        }, "tool_calls"));
        await using var models = TestModels.Connect(server);

        var answer = await models.AskAsync(cancellationToken);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer.FinishReason, Is.EqualTo(ChatFinishReason.ToolCalls));
        Assert.That(Calls(answer), Is.EqualTo(["call_a orders_get order_id=#W1", """call_b products_get product_id=9 deep={"n":[1,2]}"""]));
    }

    [Test, CancelAfter(60_000)]
    public async Task Alternating_fragments_of_two_streamed_calls_are_put_together(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Stream(
            [
                Fragment(0, "", "call_a", "orders_get"),
                Fragment(1, "", "call_b", "products_get"),
                Fragment(0, "{\"order"),
                Fragment(1, "{\"product_id\""),
                Fragment(0, "_id\":\"#W1\"}"),
                Fragment(1, ":\"9\"}"),
            ],
            "tool_calls"));
        await using var models = TestModels.Connect(server);

        var updates = await models.StreamAsync(cancellationToken);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(Calls(updates.ToChatResponse()), Is.EqualTo(["call_a orders_get order_id=#W1", "call_b products_get product_id=9"]));
        Assert.That(updates.Single(update => update.Contents.OfType<FunctionCallContent>().Any()).FinishReason, Is.EqualTo(ChatFinishReason.ToolCalls));
    }

    [Test, CancelAfter(60_000)]
    public async Task Arguments_that_are_no_JSON_leave_a_call_that_says_so(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Completion(
            new { role = "assistant", tool_calls = new[] { Call("call_a", "orders_get", "{'order_id': '#W1'") } }, "tool_calls"));
        await using var models = TestModels.Connect(server);

        var answer = await models.AskAsync(cancellationToken);

        var call = answer.Messages.Single().Contents.OfType<FunctionCallContent>().Single();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(call.Name, Is.EqualTo("orders_get"));
        Assert.That(call.Exception, Is.Not.Null);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_filtered_answer_is_an_answer_with_that_reason_and_is_not_asked_for_again(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Text("", "content_filter"));
        await using var models = TestModels.Connect(server);

        var answer = await models.AskAsync(cancellationToken);

        Assert.That(answer.FinishReason, Is.EqualTo(ChatFinishReason.ContentFilter));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_refusal_is_told_apart_from_an_answer(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(
            OpenAIReply.Completion(new { role = "assistant", content = (string?)null, refusal = "I can't help with that." }));
        await using var models = TestModels.Connect(server);

        var answer = await models.AskAsync(cancellationToken);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer.Text, Is.Empty);
        Assert.That(answer.Messages.Single().Contents.OfType<ErrorContent>().Single().Message, Is.EqualTo("I can't help with that."));
    }

    [Test]
    public async Task The_client_says_who_answers_and_gives_out_what_it_wraps()
    {
        await using var server = await ScriptedOpenAIServer.StartAsync();
        await using var models = TestModels.Connect(server);

        var metadata = models.Large().GetService<ChatClientMetadata>();

        using var scope = Assert.EnterMultipleScope();
        Assert.That(metadata?.ProviderName, Is.EqualTo("openai"));
        Assert.That(metadata?.ProviderUri, Is.EqualTo(new Uri(server.Address + "/v1")));
        Assert.That(metadata?.DefaultModelId, Is.EqualTo("gpt-4.1"));
        Assert.That(models.Large().GetService<OpenAI.Chat.ChatClient>(), Is.Not.Null);
    }

    private static void AssertUsage(UsageDetails? usage)
    {
        Assert.That(usage, Is.Not.Null);
        Assert.That((usage.InputTokenCount, usage.CachedInputTokenCount, usage.OutputTokenCount, usage.ReasoningTokenCount, usage.TotalTokenCount),
            Is.EqualTo((1200L, 1024L, 34L, 8L, 1234L)));
    }

    private static IEnumerable<string> Calls(ChatResponse answer) => answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()
        .Select(call => $"{call.CallId} {call.Name} {string.Join(' ', call.Arguments!.Select(argument => $"{argument.Key}={argument.Value}"))}");

    private static object Call(string id, string name, string arguments) => new { id, type = "function", function = new { name, arguments } };

    private static object Fragment(int index, string arguments, string? id = null, string? name = null) => id is null
        ? new { tool_calls = new object[] { new { index, function = new { arguments } } } }
        : new { tool_calls = new object[] { new { index, id, type = "function", function = new { name, arguments } } } };
}
