using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Host.Mcp;

/// <summary>
/// What a customer's own token asks for over MCP that is not the customer's to have, and arguments that no honest client sends. Each is answered in words or
/// turned away, and nothing moves.
/// </summary>
internal sealed class McpMisuseTests
{
    private const string Resource = "https://tools.example/mcp";
    private const string Standard = "tom_becker_1002";
    private const string All = "orders:read orders:write refunds:execute customers:read customers:write tickets:write products:read knowledge:read";
    private TokenIssuer _issuer = null!;
    private ToolHost _tools = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _issuer = await TokenIssuer.StartAsync();
        _tools = await ToolHost.StartAsync(new Dictionary<string, string?>(_issuer.Settings) { ["Mcp:Resource"] = Resource });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _tools.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [TearDown]
    public async Task Nothing_has_moved()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await _tools.ReadAsync<long>("SELECT count(*) FROM backoffice.refunds"), Is.Zero);
        Assert.That(await _tools.ReadAsync<long>("SELECT count(*) FROM backoffice.tool_effects"), Is.Zero);
        Assert.That(await _tools.ReadAsync<string>("SELECT status FROM backoffice.orders WHERE tenant = 'demo' AND order_id = '#W1000002'"), Is.EqualTo("pending"));
        Assert.That(await _tools.ReadAsync<long>("SELECT count(*) FROM backoffice.orders"), Is.GreaterThan(500));
    }

    [TestCase("/mcp/v1")]
    [TestCase("/mcp/v2")]
    public async Task A_Standard_customer_s_token_gets_no_money_back_without_a_return(string path)
    {
        var answer = await CallAsync("process_refund", new { order_id = "#W1000004", reason = "I want my money back", refund_to = "original_payment" }, path);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer.IsError, Is.True);
        Assert.That(answer.Text, Does.StartWith("Error: ").And.Contain("Gold"));
    }

    [Test]
    public async Task A_Standard_customer_s_token_raises_no_limit_and_no_tier_by_saying_so()
    {
        var tier = await CallAsync("process_refund", new { order_id = "#W1000004", reason = "r", refund_to = "original_payment", tier = "gold" });
        var meta = await CallAsync("process_refund", new { order_id = "#W1000004", reason = "r", refund_to = "original_payment" }, meta: new() { ["agent.tier"] = "gold", ["agent.role"] = "operator" });
        var more = await CallAsync("process_refund", new { order_id = "#W1000004", reason = "r", amount = 5_000 });
        var gift = await CallAsync("issue_store_credit", new { user_id = Standard, amount = 50, reason = "r" });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(tier.Text, Does.Contain("has no argument 'tier'"));
        Assert.That(meta.Text, Does.Contain("Gold"));
        Assert.That(more.Text, Does.StartWith("Error: "));
        Assert.That(gift.Code, Is.EqualTo(-32602), "not a tool for customers, so there is none of that name");
    }

    [Test]
    public async Task A_customer_s_token_changes_no_order_of_another_customer_or_tenant()
    {
        var others = await CallAsync("cancel_pending_order", new { order_id = "#W1000002", reason = "no longer needed" });
        var refund = await CallAsync("process_refund", new { order_id = "#W1000001", reason = "r" });
        var named = await CallAsync("cancel_pending_order", new { order_id = "#W1000002", reason = "no longer needed" }, meta: new() { ["agent.customer_id"] = "mara_olsen_1001" });
        var elsewhere = await CallAsync("cancel_pending_order", new { order_id = "#W1000002", reason = "no longer needed" }, subject: "mara_olsen_1001", tenant: "other");
        using var scope = Assert.EnterMultipleScope();
        Assert.That((others.Text, refund.Text, elsewhere.Text), Is.EqualTo(("Error: order not found", "Error: order not found", "Error: order not found")));
        Assert.That(named.Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [TestCase("process_refund", """{"order_id":7.5e300,"reason":"r"}""")]
    [TestCase("process_refund", """{"order_id":["#W1000004"],"reason":"r"}""")]
    [TestCase("process_refund", """{"order_id":"#W1000004","reason":"r","amount":"all"}""")]
    [TestCase("process_refund", """{"order_id":"#W1000004","reason":"r","approved":true}""")]
    [TestCase("process_refund", """{"reason":"r"}""")]
    [TestCase("cancel_pending_order", """{"order_id":"#W1000002'; UPDATE backoffice.orders SET status = 'cancelled'; --","reason":"no longer needed"}""")]
    [TestCase("cancel_pending_order", """{"order_id":"#W1000004","reason":"' OR '1'='1"}""")]
    [TestCase("modify_user_address", """{"user_id":"tom_becker_1002","address1":"x\u0000","address2":"","city":"c","state":"s","country":"c","zip":"z"}""")]
    [TestCase("get_order_details", """{"order_id":"' UNION SELECT tenant FROM backoffice.orders --"}""")]
    [TestCase("get_order_details", """{"order_id":{"$gt":""}}""")]
    public async Task Arguments_no_honest_client_sends_are_refused_in_words(string tool, string arguments)
    {
        var answer = await CallAsync(tool, JsonSerializer.Deserialize<JsonElement>(arguments));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.IsError, Is.True);
        Assert.That(answer.Text, Does.StartWith("Error: ").And.Not.Contain("Npgsql").And.Not.Contain("syntax error"));
    }

    [Test]
    public async Task A_list_of_ten_thousand_items_is_refused_and_a_megabyte_of_them_not_even_read()
    {
        var items = Enumerable.Repeat("1008292230", 10_000).ToArray();
        var many = await CallAsync("return_delivered_order_items", new { order_id = "#W1000004", item_ids = items, payment_method_id = "credit_card_1002002" });
        var huge = await CallAsync("return_delivered_order_items", new { order_id = "#W1000004", item_ids = Enumerable.Repeat(new string('1', 200), 10_000), payment_method_id = "credit_card_1002002" });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(many.Text, Is.EqualTo("Error: the argument 'item_ids' must have at most 100 entries"));
        Assert.That(huge.Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    private Task<McpAnswer> CallAsync(string tool, object arguments, string path = "/mcp/v1", JsonObject? meta = null, string subject = Standard, string tenant = "demo")
    {
        var claims = _issuer.Claims(subject, tenant);
        (claims["aud"], claims["scope"]) = (Resource, All);
        return _tools.CallAsync(tool, arguments, key: Guid.NewGuid().ToString(), token: _issuer.Token(claims), path: path, meta: meta);
    }
}
