using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Agent.Plugins.Mcp.Serving;
using Agent.Tests.Fixtures;
using Microsoft.SemanticKernel;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Agent.Tests.Host.Mcp;

/// <summary>Our tools as a client over MCP sees them.</summary>
internal sealed class McpToolsTests
{
    private const string Mara = "mara_olsen_1001";
    private ToolHost _tools = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _tools = await ToolHost.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _tools.DisposeAsync();

    [TestCase("/mcp"), TestCase("/mcp/v1"), TestCase("/mcp/v2")]
    public async Task Every_tool_of_the_kernel_is_listed_in_a_stable_order(string path)
    {
        var expected = _tools.Get<Kernel>().Plugins.SelectMany(plugin => plugin).Select(tool => tool.Name).Order(StringComparer.Ordinal).ToArray();
        Assert.That(await _tools.ListAsync(path: path), Is.EqualTo(expected).AsCollection);
    }

    [Test]
    public async Task A_tool_says_whether_it_changes_something()
    {
        var answer = await _tools.SendAsync(ToolHost.Request("tools/list", []));
        var tools = answer.Json!["result"]!["tools"]!.AsArray().ToDictionary(tool => tool!["name"]!.GetValue<string>(), tool => tool!);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(tools["get_order_details"]["annotations"]!["readOnlyHint"]!.GetValue<bool>(), Is.True);
        Assert.That(tools["cancel_pending_order"]["annotations"]!["readOnlyHint"]!.GetValue<bool>(), Is.False);
        Assert.That(tools["cancel_pending_order"]["annotations"]!["destructiveHint"]!.GetValue<bool>(), Is.True);
        Assert.That(tools["cancel_pending_order"]["inputSchema"]!["additionalProperties"]!.GetValue<bool>(), Is.False);
        Assert.That(tools["cancel_pending_order"]["_meta"]!["agent.scope"]!.GetValue<string>(), Is.EqualTo("orders:write"));
    }

    [Test]
    public async Task A_refusal_is_a_result_that_a_model_can_read()
    {
        var unknown = await _tools.CallAsync("get_order_details", new { order_id = "#W9999999" }, customer: Mara);
        var wrong = await _tools.CallAsync("get_order_details", new { order = "#W1000001" }, customer: Mara);
        var nameless = await _tools.CallAsync("cancel_pending_order", new { order_id = "#W1000002", reason = "no longer needed" }, customer: Mara);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((unknown.IsError, unknown.Text), Is.EqualTo((true, "Error: order not found")));
        Assert.That(wrong.IsError, Is.True);
        Assert.That(wrong.Text, Does.Contain("'order'"));
        Assert.That(nameless.Text, Does.Contain("without an idempotency key; nothing was done"));
        Assert.That((await _tools.CallAsync("no_such_tool", new { })).Code, Is.EqualTo(-32602));
    }

    [Test]
    public async Task The_same_call_twice_takes_effect_once_and_says_the_same()
    {
        var arguments = new { team = "orders", subject = "Once", body = "Only once, please." };
        var first = await _tools.CallAsync("create_ticket", arguments, key: "once-1", customer: Mara);
        var second = await _tools.CallAsync("create_ticket", arguments, key: "once-1", customer: Mara);
        var other = await _tools.CallAsync("create_ticket", new { team = "orders", subject = "Twice", body = "Another one." }, key: "once-1", customer: Mara);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(first.IsError, Is.False, first.Body);
        Assert.That(second.Text, Is.EqualTo(first.Text));
        Assert.That(other.Text, Does.StartWith("Error: this call was already made as create_ticket with other arguments"));
        Assert.That(await _tools.ReadAsync<long>("SELECT count(*) FROM backoffice.tickets WHERE subject IN ('Once', 'Twice')"), Is.EqualTo(1));
    }

    [Test]
    public async Task What_a_call_says_about_itself_has_to_be_sensible()
    {
        var answer = await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, meta: new JsonObject { ["agent.customer_id"] = 5 });
        var empty = await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, key: "", customer: Mara);
        var broken = await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, key: "a\nb", customer: Mara);
        Assert.That(new[] { answer.Code, empty.Code, broken.Code }, Is.All.EqualTo(-32602));
    }

    [Test]
    public async Task Amounts_are_dollars_in_the_first_version_and_cents_in_the_second()
    {
        var dollars = JsonNode.Parse((await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, customer: Mara, path: "/mcp/v1")).Text)!;
        var cents = JsonNode.Parse((await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, customer: Mara, path: "/mcp/v2")).Text)!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(cents["items"]![0]!["price"], Is.Null);
        Assert.That(cents["items"]![0]!["price_minor"]!.GetValue<long>(), Is.EqualTo((long)(dollars["items"]![0]!["price"]!.GetValue<decimal>() * 100)));
        Assert.That(cents["payment_history"]![0]!["amount_minor"]!.GetValue<long>(), Is.EqualTo((long)(dollars["payment_history"]![0]!["amount"]!.GetValue<decimal>() * 100)));
        Assert.That(cents["order_id"]!.GetValue<string>(), Is.EqualTo("#W1000001"));
        cents["items"] = dollars["items"]!.DeepClone();
        cents["payment_history"] = dollars["payment_history"]!.DeepClone();
        Assert.That(cents.ToJsonString(), Is.EqualTo(dollars.ToJsonString()), "nothing else differs");
    }

    [Test]
    public async Task A_refund_is_asked_for_in_dollars_or_in_cents_and_is_the_same_refund()
    {
        var schema = (await _tools.SendAsync(ToolHost.Request("tools/list", []), path: "/mcp/v2")).Json!["result"]!["tools"]!.AsArray()
            .Single(tool => tool!["name"]!.GetValue<string>() == "process_refund")!["inputSchema"]!["properties"]!;
        var before = await RefundAsync(new { order_id = "#W1000001", reason = "a scratch", amount = 12.5 }, "/mcp/v2");
        var fraction = await RefundAsync(new { order_id = "#W1000001", reason = "a scratch", amount_minor = 12.5 }, "/mcp/v2");
        var cents = await RefundAsync(new { order_id = "#W1000001", reason = "a scratch", amount_minor = 1250 }, "/mcp/v2");
        var dollars = await RefundAsync(new { order_id = "#W1000001", reason = "a scratch", amount = 12.5 }, "/mcp/v1");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(schema["amount"], Is.Null);
        Assert.That(schema["amount_minor"]!["type"]!.GetValue<string>(), Is.EqualTo("integer"));
        Assert.That(before.Text, Is.EqualTo("Error: there is no argument 'amount' in this version: amounts are whole cents, in 'amount_minor'"));
        Assert.That(fraction.Text, Is.EqualTo("Error: the argument 'amount_minor' must be a whole number of cents"));
        Assert.That(JsonNode.Parse(cents.Text)!["amount_minor"]!.GetValue<long>(), Is.EqualTo(1250));
        Assert.That(JsonNode.Parse(dollars.Text)!["amount"]!.GetValue<decimal>(), Is.EqualTo(12.5m));
        Assert.That(JsonNode.Parse(dollars.Text)!["refund_id"]!.GetValue<string>(), Is.EqualTo(JsonNode.Parse(cents.Text)!["refund_id"]!.GetValue<string>()), "one key, one refund");
        Assert.That(await _tools.ReadAsync<long>("SELECT sum(amount_minor)::bigint FROM backoffice.refunds"), Is.EqualTo(1250));
    }

    private Task<McpAnswer> RefundAsync(object arguments, string path) => _tools.CallAsync("process_refund", arguments, key: "refund-1", customer: Mara, path: path);

    [TestCase("2026-07-28"), TestCase("2025-11-25"), CancelAfter(60_000)]
    public async Task The_library_s_own_client_calls_tools_in_either_revision(string revision, CancellationToken cancellationToken)
    {
        await using var transport = new HttpClientTransport(new() { Endpoint = new(_tools.Client.BaseAddress!, "/mcp/v1"), TransportMode = HttpTransportMode.StreamableHttp });
        await using var client = await McpClient.CreateAsync(transport, new() { ProtocolVersion = revision }, cancellationToken: cancellationToken);
        var tools = await client.ListToolsAsync(cancellationToken: cancellationToken);
        var result = await client.CallToolAsync(new CallToolRequestParams
        {
            Name = "get_order_details",
            Arguments = new Dictionary<string, System.Text.Json.JsonElement> { ["order_id"] = System.Text.Json.JsonSerializer.SerializeToElement("#W1000001") },
            Meta = new JsonObject { ["agent.customer_id"] = Mara },
        }, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(client.NegotiatedProtocolVersion, Is.EqualTo(revision));
        Assert.That(tools, Has.Count.EqualTo((await _tools.ListAsync()).Length));
        Assert.That(result.IsError, Is.Not.True);
        Assert.That(((TextContentBlock)result.Content[0]).Text, Does.Contain("#W1000001"));
    }

    [Test]
    public async Task A_call_goes_on_with_the_trace_it_names()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is CallSpan.SourceName or "Microsoft.SemanticKernel",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                lock (spans)
                    spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, customer: Mara, meta: new JsonObject { ["traceparent"] = $"00-{Trace}-00f067aa0ba902b7-01" });
        lock (spans)
        {
            var ours = spans.Where(span => span.TraceId.ToHexString() == Trace).ToList();
            var served = ours.Single(span => span.Source.Name == CallSpan.SourceName);
            using var scope = Assert.EnterMultipleScope();
            Assert.That(served.ParentSpanId.ToHexString(), Is.EqualTo("00f067aa0ba902b7"));
            Assert.That(ours.Any(span => span.Source.Name == "Microsoft.SemanticKernel" && span.ParentSpanId == served.SpanId), Is.True, "the tool itself belongs to the same trace");
        }
    }

    [Test]
    public async Task The_server_has_health_endpoints_of_its_own()
    {
        foreach (var path in new[] { "/health/live", "/health/ready", "/health/startup" })
        {
            using var answer = await _tools.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
        }
    }

    [Test]
    public async Task A_tool_server_has_no_conversations()
    {
        using var answer = await _tools.Client.GetAsync(new Uri("/api/v1/workflows", UriKind.Relative));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await _tools.ReadAsync<bool>("SELECT EXISTS (SELECT FROM information_schema.schemata WHERE schema_name = 'agent')"), Is.False);
    }
}
