using System.Net;
using System.Text.Json.Nodes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Host.Mcp;

/// <summary>The tool server as an OAuth 2.1 resource server: whose tokens it takes, and what each lets its bearer see and do.</summary>
internal sealed class McpAuthorizationTests
{
    private const string Resource = "https://tools.example/mcp";
    private const string Key = "a-key-that-only-our-own-services-share";
    private const string Mara = "mara_olsen_1001";
    private const string Reading = "orders:read customers:read";
    private TokenIssuer _issuer = null!;
    private ToolHost _tools = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _issuer = await TokenIssuer.StartAsync();
        _tools = await ToolHost.StartAsync(new Dictionary<string, string?>(_issuer.Settings) { ["Mcp:Resource"] = Resource, ["Mcp:ServiceKey"] = Key });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _tools.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Test]
    public async Task Without_a_token_a_client_is_told_where_to_get_one()
    {
        var answer = await _tools.SendAsync(ToolHost.Request("tools/list", []), path: "/mcp/v1");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(answer.Challenge, Does.StartWith("Bearer resource_metadata=\"https://tools.example/.well-known/oauth-protected-resource/mcp/v1\", scope=\""));
        Assert.That(answer.Challenge, Does.Contain("orders:read").And.Contain("refunds:execute"));
    }

    [TestCase("/.well-known/oauth-protected-resource", "https://tools.example/mcp")]
    [TestCase("/.well-known/oauth-protected-resource/mcp", "https://tools.example/mcp")]
    [TestCase("/.well-known/oauth-protected-resource/mcp/v2", "https://tools.example/mcp/v2")]
    public async Task The_metadata_name_the_resource_its_issuers_and_its_scopes(string path, string resource)
    {
        var metadata = JsonNode.Parse(await _tools.Client.GetStringAsync(new Uri(path, UriKind.Relative)))!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(metadata["resource"]!.GetValue<string>(), Is.EqualTo(resource));
        Assert.That(metadata["authorization_servers"]!.AsArray().Single()!.GetValue<string>(), Is.EqualTo(_issuer.Address));
        Assert.That(metadata["scopes_supported"]!.AsArray().Select(value => value!.GetValue<string>()), Does.Contain("orders:write").And.Not.Contain("offline_access"));
    }

    [Test]
    public async Task A_token_for_another_audience_from_another_issuer_or_past_its_time_is_refused()
    {
        var forAnother = Claims(Reading);
        forAnother["aud"] = TokenIssuer.Audience; // the API of the same company is another service
        var fromAnother = Claims(Reading);
        fromAnother["iss"] = "https://evil.example";
        var late = Claims(Reading);
        late["exp"] = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds();
        foreach (var claims in new[] { forAnother, fromAnother, late })
        {
            var answer = await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, token: _issuer.Token(claims));
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(answer.Challenge, Does.StartWith("Bearer error=\"invalid_token\""));
        }
    }

    [Test]
    public async Task A_token_may_be_made_for_one_version_alone()
    {
        var claims = Claims(Reading);
        claims["aud"] = Resource + "/v1";
        var token = _issuer.Token(claims);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, token: token)).IsError, Is.False);
        Assert.That((await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, token: token, path: "/mcp/v2")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_caller_sees_the_tools_its_scopes_allow_and_is_told_the_scope_another_one_needs()
    {
        var token = _issuer.Token(Claims(Reading));
        var answer = await _tools.CallAsync("cancel_pending_order", new { order_id = "#W1000002", reason = "no longer needed" }, key: "k", token: token);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await _tools.ListAsync(token), Does.Contain("get_order_details").And.Not.Contain("cancel_pending_order"));
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(answer.Challenge, Does.StartWith("Bearer error=\"insufficient_scope\", scope=\"orders:write\", resource_metadata=\""));
        Assert.That(await _tools.ReadAsync<string>("SELECT status FROM backoffice.orders WHERE tenant = 'demo' AND order_id = '#W1000002'"), Is.EqualTo("pending"));
    }

    [Test]
    public async Task A_customer_acts_for_themselves_whatever_the_call_says()
    {
        var token = _issuer.Token(Claims("orders:read"));
        var own = await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, token: token);
        var named = await _tools.CallAsync("get_order_details", new { order_id = "#W1000003" }, customer: "tom_becker_1002", token: token);
        var theirs = await _tools.CallAsync("get_order_details", new { order_id = "#W1000003" }, token: token);
        var elsewhere = await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, token: token, meta: new() { ["agent.conversation_id"] = "c-9" });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(own.Text, Does.Contain("#W1000001"));
        Assert.That(named.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(elsewhere.Status, Is.EqualTo(HttpStatusCode.Forbidden), "or its budget would be as large as it likes");
        Assert.That((theirs.IsError, theirs.Text), Is.EqualTo((true, "Error: order not found")));
    }

    [Test]
    public async Task Another_tenant_s_order_does_not_exist()
    {
        var elsewhere = _issuer.Token(Claims("orders:read", tenant: "other"));
        var asked = await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, token: elsewhere);
        var named = await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, token: elsewhere, meta: new() { ["agent.tenant"] = "demo" });
        using var scope = Assert.EnterMultipleScope();
        Assert.That((asked.IsError, asked.Text), Is.EqualTo((true, "Error: order not found")));
        Assert.That(named.Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task An_agent_acts_for_the_customer_it_names_with_less_than_it_has_where_it_says_so()
    {
        var claims = Claims("orders:read orders:write", "agent_7", roles: "agent");
        var token = _issuer.Token(claims);
        var read = await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, customer: Mara, token: token);
        var narrowed = await _tools.CallAsync("cancel_pending_order", new { order_id = "#W1000002", reason = "no longer needed" }, key: "k", customer: Mara, token: token,
            meta: new() { ["agent.scopes"] = "orders:read refunds:execute" });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(read.IsError, Is.False, read.Body);
        Assert.That(narrowed.Challenge, Does.Contain("scope=\"orders:write\""));
    }

    [Test]
    public async Task Two_callers_who_choose_the_same_key_do_not_mean_the_same_call()
    {
        var arguments = new { team = "general", subject = "Same key", body = "Whose?" };
        var first = await _tools.CallAsync("create_ticket", arguments, key: "mine", token: _issuer.Token(Claims("tickets:write")));
        var second = await _tools.CallAsync("create_ticket", arguments, key: "mine", token: _issuer.Token(Claims("tickets:write", "tom_becker_1002")));
        Assert.That(second.Text, Is.Not.EqualTo(first.Text));
    }

    [Test]
    public async Task Our_own_services_key_acts_for_the_tenant_and_customer_a_call_names()
    {
        var nameless = await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, customer: Mara, token: Key);
        var named = await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, customer: Mara, token: Key, meta: new() { ["agent.tenant"] = "demo" });
        var wrong = await _tools.CallAsync("get_order_details", new { order_id = "#W1000001" }, customer: Mara, token: Key + "x");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await _tools.ListAsync(Key), Does.Contain("cancel_pending_order"), "a list is for nobody in particular");
        Assert.That((nameless.Status, nameless.Code), Is.EqualTo((HttpStatusCode.BadRequest, (int?)-32602)));
        Assert.That(named.Text, Does.Contain("#W1000001"));
        Assert.That(wrong.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_token_in_the_address_counts_for_nothing()
    {
        var answer = await _tools.SendAsync(ToolHost.Request("tools/list", []), path: $"/mcp?access_token={_issuer.Token(Claims(Reading))}");
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private JsonObject Claims(string scope, string subject = Mara, string tenant = "demo", params string[] roles)
    {
        var claims = _issuer.Claims(subject, tenant, roles);
        claims["aud"] = Resource;
        claims["scope"] = scope;
        return claims;
    }
}
