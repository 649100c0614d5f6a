using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;

namespace Agent.Tests.Host.Models;

/// <summary>What we put on the wire.</summary>
internal sealed class OpenAIRequestTests
{
    private static readonly JsonElement s_closed = Json("""
        {"type":"object","properties":{"verdict":{"type":"string"}},"required":["verdict"],"additionalProperties":false}
        """);

    [Test, CancelAfter(60_000)]
    public async Task A_conversation_keeps_its_roles_tool_calls_and_results(CancellationToken cancellationToken)
    {
        ChatMessage[] conversation =
        [
            new(ChatRole.System, "You help customers."),
            new(ChatRole.User, "Where is #W1?"),
            new(ChatRole.Assistant,
            [
                new Microsoft.Extensions.AI.TextContent("Let me look."),
                new FunctionCallContent("call_1", "orders_get", new Dictionary<string, object?> { ["order_id"] = "#W1" }),
                new FunctionCallContent("call_2", "customers_get"),
            ]),
            new(ChatRole.Tool, [new FunctionResultContent("call_1", "Error: order not found"), new FunctionResultContent("call_2", new { tier = "gold" })]),
            new(ChatRole.Assistant, "I cannot find it."),
        ];

        var body = await SendAsync(conversation, new ChatOptions(), cancellationToken);

        var messages = body.GetProperty("messages");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(messages.EnumerateArray().Select(message => message.GetProperty("role").GetString()),
            Is.EqualTo(["system", "user", "assistant", "tool", "tool", "assistant"]));
        Assert.That(JsonElement.DeepEquals(messages[2].GetProperty("tool_calls"), Json("""
            [{"id":"call_1","type":"function","function":{"name":"orders_get","arguments":"{\"order_id\":\"#W1\"}"}},
             {"id":"call_2","type":"function","function":{"name":"customers_get","arguments":"{}"}}]
            """)), Is.True, messages[2].GetRawText());
        Assert.That(messages[2].GetRawText(), Does.Contain("Let me look."));
        Assert.That(messages[3].GetProperty("tool_call_id").GetString(), Is.EqualTo("call_1"));
        Assert.That(messages[3].GetProperty("content").GetString(), Is.EqualTo("Error: order not found"), "a text goes out as it is, not as JSON");
        Assert.That(messages[4].GetProperty("content").GetString(), Is.EqualTo("""{"tier":"gold"}"""));
    }

    [Test, CancelAfter(60_000)]
    public async Task Settings_travel_under_the_names_of_the_service(CancellationToken cancellationToken)
    {
        var body = await SendAsync([new(ChatRole.User, "Hi")], new ChatOptions
        {
            Instructions = "Be brief.",
            Temperature = 0.25f,
            TopP = 0.5f,
            MaxOutputTokens = 300,
            Seed = 42,
            StopSequences = ["END"],
            Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low },
        }, cancellationToken);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(body.GetProperty("model").GetString(), Is.EqualTo("gpt-4.1"));
        Assert.That(body.GetProperty("messages")[0].GetProperty("content").GetString(), Is.EqualTo("Be brief."));
        Assert.That(body.GetProperty("temperature").GetDouble(), Is.EqualTo(0.25));
        Assert.That(body.GetProperty("top_p").GetDouble(), Is.EqualTo(0.5));
        Assert.That(body.GetProperty("max_completion_tokens").GetInt32(), Is.EqualTo(300));
        Assert.That(body.GetProperty("seed").GetInt64(), Is.EqualTo(42));
        Assert.That(body.GetProperty("stop")[0].GetString(), Is.EqualTo("END"));
        Assert.That(body.GetProperty("reasoning_effort").GetString(), Is.EqualTo("low"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Notes_in_additional_properties_stay_here(CancellationToken cancellationToken)
    {
        var body = await SendAsync([new(ChatRole.User, "Hi")], new ChatOptions
        {
            AdditionalProperties = new() { ["prompt.name"] = "triage", ["prompt.version"] = "3", ["prompt.hash"] = "abc" },
        }, cancellationToken);

        Assert.That(body.EnumerateObject().Select(member => member.Name), Is.EquivalentTo(["model", "messages"]));
    }

    [Test, CancelAfter(60_000)]
    public async Task Tools_carry_their_schema_and_whether_they_may_run_in_parallel(CancellationToken cancellationToken)
    {
        var tool = AIFunctionFactory.Create(Find, "orders_find", "Finds an order.");

        var body = await SendAsync([new(ChatRole.User, "Hi")],
            new ChatOptions { Tools = [tool], ToolMode = ChatToolMode.Auto, AllowMultipleToolCalls = false }, cancellationToken);

        var function = body.GetProperty("tools")[0].GetProperty("function");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(function.GetProperty("name").GetString(), Is.EqualTo("orders_find"));
        Assert.That(function.GetProperty("description").GetString(), Is.EqualTo("Finds an order."));
        Assert.That(JsonElement.DeepEquals(function.GetProperty("parameters"), tool.JsonSchema), Is.True);
        Assert.That(body.GetProperty("tool_choice").GetString(), Is.EqualTo("auto"));
        Assert.That(body.GetProperty("parallel_tool_calls").GetBoolean(), Is.False);
    }

    [TestCaseSource(nameof(ToolModes)), CancelAfter(60_000)]
    public async Task The_tool_mode_becomes_the_tool_choice(ChatToolMode mode, string expected, CancellationToken cancellationToken)
    {
        var tool = AIFunctionFactory.Create(Find, "orders_find").AsDeclarationOnly();

        var body = await SendAsync([new(ChatRole.User, "Hi")], new ChatOptions { Tools = [tool], ToolMode = mode }, cancellationToken);

        Assert.That(JsonElement.DeepEquals(body.GetProperty("tool_choice"), Json(expected)), Is.True, body.GetProperty("tool_choice").GetRawText());
    }

    [Test, CancelAfter(60_000)]
    public async Task A_tool_mode_without_tools_is_not_sent(CancellationToken cancellationToken)
    {
        var body = await SendAsync([new(ChatRole.User, "Hi")],
            new ChatOptions { ToolMode = ChatToolMode.Auto, AllowMultipleToolCalls = true }, cancellationToken);

        Assert.That(body.EnumerateObject().Select(member => member.Name), Is.EquivalentTo(["model", "messages"]));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_closed_schema_is_enforced_strictly(CancellationToken cancellationToken)
    {
        var body = await SendAsync([new(ChatRole.User, "Hi")],
            new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(s_closed, "guard rail", "The verdict.") }, cancellationToken);

        var format = body.GetProperty("response_format");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(format.GetProperty("type").GetString(), Is.EqualTo("json_schema"));
        Assert.That(format.GetProperty("json_schema").GetProperty("name").GetString(), Is.EqualTo("guard_rail"), "blanks are not allowed in a name");
        Assert.That(format.GetProperty("json_schema").GetProperty("description").GetString(), Is.EqualTo("The verdict."));
        Assert.That(format.GetProperty("json_schema").GetProperty("strict").GetBoolean(), Is.True);
        Assert.That(JsonElement.DeepEquals(format.GetProperty("json_schema").GetProperty("schema"), s_closed), Is.True);
    }

    [TestCase("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""", TestName = "An_open_schema_is_not_strict")]
    [TestCase("""{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}""", TestName = "An_optional_property_is_not_strict")]
    [TestCase("""{"type":"array","items":{"type":"string"}}""", TestName = "An_array_at_the_root_is_not_strict")]
    [TestCase(
        """{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{}}}},"required":["a"],"additionalProperties":false}""",
        TestName = "An_open_object_inside_an_array_is_not_strict")]
    [CancelAfter(60_000)]
    public async Task A_schema_the_service_cannot_enforce_is_sent_without_strictness(string schema, CancellationToken cancellationToken)
    {
        var body = await SendAsync([new(ChatRole.User, "Hi")],
            new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(Json(schema)) }, cancellationToken);

        Assert.That(body.GetProperty("response_format").GetProperty("json_schema").GetProperty("strict").GetBoolean(), Is.False);
    }

    [Test, CancelAfter(60_000)]
    public async Task Text_and_plain_JSON_formats_are_named(CancellationToken cancellationToken)
    {
        var text = await SendAsync([new(ChatRole.User, "Hi")], new ChatOptions { ResponseFormat = ChatResponseFormat.Text }, cancellationToken);
        var json = await SendAsync([new(ChatRole.User, "Hi")], new ChatOptions { ResponseFormat = ChatResponseFormat.Json }, cancellationToken);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(text.GetProperty("response_format").GetProperty("type").GetString(), Is.EqualTo("text"));
        Assert.That(json.GetProperty("response_format").GetProperty("type").GetString(), Is.EqualTo("json_object"));
    }

    [Test, CancelAfter(60_000)]
    public async Task The_small_model_goes_to_the_base_address_with_the_key(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Text("Hello"));
        await using var models = TestModels.Connect(server, ("Model:BaseAddress", server.Address), ("Model:Small", "tiny-1"));

        await models.GetRequiredKeyedService<IChatClient>("small").GetResponseAsync("Hi", cancellationToken: cancellationToken);

        var request = server.Requests.Single();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(request.Path, Is.EqualTo("/v1/chat/completions"));
        Assert.That(request.Headers["Authorization"], Is.EqualTo("Bearer sk-test"));
        Assert.That(request.Body.GetProperty("model").GetString(), Is.EqualTo("tiny-1"));
    }

    [Test]
    public async Task An_image_is_refused_before_anything_is_sent()
    {
        await using var server = await ScriptedOpenAIServer.StartAsync();
        await using var models = TestModels.Connect(server);
        var message = new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")]);

        Assert.That(() => models.Large().GetResponseAsync([message]), Throws.TypeOf<NotSupportedException>());
    }

    private static IEnumerable<TestCaseData> ToolModes()
    {
        yield return new TestCaseData(ChatToolMode.None, "\"none\"").SetArgDisplayNames("none");
        yield return new TestCaseData(ChatToolMode.RequireAny, "\"required\"").SetArgDisplayNames("required");
        yield return new TestCaseData(ChatToolMode.RequireSpecific("orders_find"), """{"type":"function","function":{"name":"orders_find"}}""")
            .SetArgDisplayNames("a certain one");
    }

    private static async Task<JsonElement> SendAsync(ChatMessage[] messages, ChatOptions options, CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Text("Hello"));
        await using var models = TestModels.Connect(server);
        await models.Large().GetResponseAsync(messages, options, cancellationToken);
        return server.Requests.Single().Body;
    }

    private static string Find([System.ComponentModel.Description("Order number")] string order_id) => order_id;

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
