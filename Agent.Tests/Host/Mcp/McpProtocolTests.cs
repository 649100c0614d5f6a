using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Host.Mcp;

/// <summary>What is done with a request before any tool sees it.</summary>
internal sealed class McpProtocolTests
{
    private ToolHost _tools = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _tools = await ToolHost.StartAsync(new Dictionary<string, string?> { ["Mcp:LegacySessions"] = "true", ["Mcp:AllowedOrigins:0"] = "https://inspector.example" });

    [OneTimeTearDown]
    public async Task StopAsync() => await _tools.DisposeAsync();

    private static JsonObject List => ToolHost.Request("tools/list", []);

    [Test]
    public async Task A_request_of_the_newest_revision_is_answered_without_a_handshake()
    {
        var answer = await _tools.SendAsync(List);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Json!["id"]!.GetValue<int>(), Is.EqualTo(7));
        Assert.That(answer.Json!["result"]!["tools"]!.AsArray(), Is.Not.Empty);
        Assert.That(answer.Json!["result"]!["cacheScope"]!.GetValue<string>(), Is.EqualTo("private"));
        Assert.That(answer.Session, Is.Null);
    }

    [TestCase("application/json"), TestCase("text/event-stream"), TestCase("text/html"), TestCase("application/json, text/event-stream;q=0")]
    public async Task A_client_that_does_not_take_both_kinds_of_answers_is_turned_away(string accept)
    {
        var answer = await _tools.SendAsync(List, request => Replace(request, "Accept", accept));
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.NotAcceptable));
    }

    [TestCase("*/*"), TestCase("application/*, text/*"), TestCase("text/event-stream, application/json;q=0.5")]
    public async Task A_client_may_say_what_it_takes_in_any_way(string accept)
    {
        var answer = await _tools.SendAsync(List, request => Replace(request, "Accept", accept));
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("", 400, -32700)]
    [TestCase("{", 400, -32700)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}""", 400, -32700)]
    [TestCase("null", 400, -32600)]
    [TestCase("[]", 400, -32600)]
    [TestCase("""[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]""", 400, -32600)]
    [TestCase("""{"id":1,"method":"tools/list"}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":null,"method":"tools/list"}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1.5,"method":"tools/list"}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":5}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[]}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1}""", 400, -32600)]
    [TestCase("""{"jsonrpc":"2.0","id":1,"result":{}}""", 400, -32600)]
    public async Task What_is_no_message_gets_an_error_that_says_so(string body, int status, int code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        using var response = await _tools.Client.SendAsync(request);
        var answer = await McpAnswer.ReadAsync(response);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((int)answer.Status, Is.EqualTo(status));
        Assert.That(answer.Code, Is.EqualTo(code));
    }

    [Test]
    public async Task A_body_that_is_not_UTF_8_or_not_JSON_or_too_large_is_refused()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That((await PostAsync(new ByteArrayContent([.. "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""u8, 0xff, .. "\"}"u8]), "application/json")).Code, Is.EqualTo(-32700));
        Assert.That((await PostAsync(new StringContent("{}"), "text/plain")).Status, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That((await PostAsync(new ByteArrayContent(new byte[(1 << 20) + 1]), "application/json")).Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task A_refused_request_does_not_cost_the_connection()
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.That((await _tools.SendAsync(List, request => request.Headers.Remove("Mcp-Method"))).Code, Is.EqualTo(-32020));
            Assert.That((await _tools.SendAsync(List)).Status, Is.EqualTo(HttpStatusCode.OK));
        }
    }

    [Test]
    public async Task Everything_but_POST_is_not_allowed_without_a_session()
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, "/mcp");
            request.Headers.Accept.ParseAdd("text/event-stream");
            using var response = await _tools.Client.SendAsync(request);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
            Assert.That(response.Content.Headers.Allow, Is.EqualTo(["POST"]));
        }
    }

    [Test]
    public async Task A_request_says_its_version_and_capabilities_and_in_header_and_body_the_same()
    {
        var withoutMeta = List;
        withoutMeta["params"]!.AsObject().Remove("_meta");
        var withoutCapabilities = List;
        withoutCapabilities["params"]!["_meta"]!.AsObject().Remove("io.modelcontextprotocol/clientCapabilities");
        var unknown = List;
        unknown["params"]!["_meta"]!["io.modelcontextprotocol/protocolVersion"] = "2999-01-01";
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await CodeOf(withoutMeta), Is.EqualTo((400, -32602)));
        Assert.That(await CodeOf(withoutCapabilities), Is.EqualTo((400, -32602)));
        Assert.That(await CodeOf(unknown), Is.EqualTo((400, -32020)));
        Assert.That(await CodeOf(List, request => request.Headers.Remove("MCP-Protocol-Version")), Is.EqualTo((400, -32020)));
        Assert.That(await CodeOf(List, request => Replace(request, "MCP-Protocol-Version", "2025-11-25")), Is.EqualTo((400, -32020)));
        var answer = await _tools.SendAsync(unknown, request => Replace(request, "MCP-Protocol-Version", "2999-01-01"));
        Assert.That(((int)answer.Status, answer.Code), Is.EqualTo((400, -32022)));
        Assert.That(answer.Json!["error"]!["data"]!.ToJsonString(), Is.EqualTo("""{"supported":["2026-07-28"],"requested":"2999-01-01"}"""));
    }

    [Test]
    public async Task A_name_in_base64_is_decoded_before_it_is_compared()
    {
        var call = ToolHost.Request("tools/call", new() { ["name"] = "get_ünknown", ["arguments"] = new JsonObject() });
        using var scope = Assert.EnterMultipleScope();
        Assert.That((await SendNamedAsync(call, $"=?base64?{Convert.ToBase64String("get_ünknown"u8)}?=")).Code, Is.EqualTo(-32602), "an unknown tool, and no mismatch");
        Assert.That((await SendNamedAsync(call, $"=?base64?{Convert.ToBase64String("get_unknown"u8)}?=")).Code, Is.EqualTo(-32020));
        Assert.That((await SendNamedAsync(call, "=?base64?%%%?=")).Code, Is.EqualTo(-32020));
        Assert.That((await SendNamedAsync(call, "=?base64?/////w==?=")).Code, Is.EqualTo(-32020), "not UTF-8");
    }

    [TestCase("initialize"), TestCase("ping"), TestCase("logging/setLevel"), TestCase("resources/subscribe"), TestCase("no/such/method")]
    public async Task Methods_that_the_newest_revision_has_not_are_not_found(string method) =>
        Assert.That(await CodeOf(ToolHost.Request(method, [])), Is.EqualTo((404, -32601)));

    [Test]
    public async Task A_notification_is_accepted_without_an_answer()
    {
        var answer = await _tools.SendAsync(new() { ["jsonrpc"] = "2.0", ["method"] = "notifications/cancelled", ["params"] = new JsonObject { ["requestId"] = 3 } });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(answer.Body, Is.Empty);
    }

    [TestCase("http://evil.example", ExpectedResult = 403)]
    [TestCase("null", ExpectedResult = 403)]
    [TestCase("https://inspector.example.evil.example", ExpectedResult = 403)]
    [TestCase("https://inspector.example", ExpectedResult = 200)]
    public async Task<int> Only_pages_that_are_named_may_call(string origin) => (int)(await _tools.SendAsync(List, request => request.Headers.Add("Origin", origin))).Status;

    [TestCase("evil.example", ExpectedResult = 403)]
    [TestCase("127.0.0.1.evil.example", ExpectedResult = 403)]
    [TestCase("localhost:1", ExpectedResult = 200)]
    [TestCase("[::1]:1", ExpectedResult = 200)]
    public async Task<int> A_name_that_was_made_to_point_here_is_not_answered(string host) => (int)(await _tools.SendAsync(List, request => request.Headers.Host = host)).Status;

    [Test]
    public async Task The_older_revision_shakes_hands_and_keeps_a_session()
    {
        var opened = await SendLegacyAsync(Initialize, null);
        Assert.That(opened.Json!["result"]!["protocolVersion"]!.GetValue<string>(), Is.EqualTo("2025-11-25"));
        Assert.That(opened.Session, Does.Match("^[0-9a-f]{32}$"));
        var listed = await SendLegacyAsync(new() { ["jsonrpc"] = "2.0", ["id"] = 2, ["method"] = "tools/list" }, opened.Session);
        Assert.That(listed.Json!["result"]!["tools"]!.AsArray(), Is.Not.Empty);
        using var end = new HttpRequestMessage(HttpMethod.Delete, "/mcp");
        end.Headers.Add("Mcp-Session-Id", opened.Session);
        using var ended = await _tools.Client.SendAsync(end);
        Assert.That(ended.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        var late = await SendLegacyAsync(new() { ["jsonrpc"] = "2.0", ["id"] = 3, ["method"] = "tools/list" }, opened.Session);
        Assert.That(late.Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task The_older_revision_is_served_without_a_session_too()
    {
        var listed = await SendLegacyAsync(new() { ["jsonrpc"] = "2.0", ["id"] = 2, ["method"] = "tools/list" }, session: null);
        Assert.That(listed.Json!["result"]!["tools"]!.AsArray(), Is.Not.Empty);
    }

    private static JsonObject Initialize => new()
    {
        ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = "initialize",
        ["params"] = new JsonObject { ["protocolVersion"] = "2025-11-25", ["capabilities"] = new JsonObject(), ["clientInfo"] = new JsonObject { ["name"] = "test", ["version"] = "1" } },
    };

    private Task<McpAnswer> SendLegacyAsync(JsonObject message, string? session) => _tools.SendAsync(message, request =>
    {
        request.Headers.Remove("MCP-Protocol-Version");
        request.Headers.Remove("Mcp-Method");
        if (session is not null)
            request.Headers.Add("Mcp-Session-Id", session);
    });

    private Task<McpAnswer> SendNamedAsync(JsonObject call, string name) => _tools.SendAsync(call, request => Replace(request, "Mcp-Name", name));

    private async Task<(int, int?)> CodeOf(JsonObject message, Action<HttpRequestMessage>? change = null)
    {
        var answer = await _tools.SendAsync(message, change);
        return ((int)answer.Status, answer.Code);
    }

    private async Task<McpAnswer> PostAsync(HttpContent content, string type)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = content };
        request.Headers.ExpectContinue = true; // or it is still being sent when the answer comes
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        using var response = await _tools.Client.SendAsync(request);
        return await McpAnswer.ReadAsync(response);
    }

    private static void Replace(HttpRequestMessage request, string header, string value)
    {
        request.Headers.Remove(header);
        request.Headers.TryAddWithoutValidation(header, value);
    }
}
