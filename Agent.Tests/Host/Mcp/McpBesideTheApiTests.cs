using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Host.Security.Tenants;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Host.Mcp;

/// <summary>The tools mounted in the service itself: the same tools, and callers who are the API's as well.</summary>
internal sealed class McpBesideTheApiTests
{
    private const string Resource = "https://agent.example/mcp";
    private const string ServiceKey = "a-key-that-only-our-own-services-share";
    private const string Mara = "mara_olsen_1001";
    private TokenIssuer _issuer = null!;
    private ApiHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _issuer = await TokenIssuer.StartAsync();
        _host = await ApiHost.StartAsync(_issuer, "--Mcp:Serve", "true", "--Mcp:Resource", Resource, "--Mcp:ServiceKey", ServiceKey);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Test]
    public async Task A_tool_is_called_over_the_mounted_endpoint()
    {
        var answer = await CallAsync(Token("orders:read"));
        var without = await ToolHost.CallAsync(_host.Client, "get_order_details", new { order_id = "#W1000001" });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer.Text, Does.Contain("#W1000001").And.Contains("delivered"));
        Assert.That(without.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(without.Challenge, Does.Contain("resource_metadata=\"https://agent.example/.well-known/oauth-protected-resource/mcp/v1\""));
    }

    [Test]
    public async Task An_API_key_calls_what_its_scopes_allow_for_the_customer_it_names()
    {
        var (id, key) = await MakeKeyAsync("demo", "orders:read");
        var read = await CallAsync(key, customer: Mara);
        var other = await CallAsync(key, customer: "tom_becker_1002");
        var elsewhere = await ToolHost.CallAsync(_host.Client, "get_order_details", new { order_id = "#W1000001" }, customer: Mara, token: key, meta: new() { ["agent.tenant"] = "other" });
        var write = await ToolHost.CallAsync(_host.Client, "cancel_pending_order", new { order_id = "#W1000002", reason = "no longer needed" }, "k", Mara, key);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(read.IsError, Is.False, read.Body);
        Assert.That(other.Text, Is.EqualTo("Error: order not found"), "the order is not that customer's");
        Assert.That(elsewhere.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(write.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(write.Challenge, Does.Contain("insufficient_scope").And.Contains("scope=\"orders:write\""));
        using (await _host.As(AdminOf("demo")).DeleteAsync(new Uri($"/api/v1/api-keys/{id}", UriKind.Relative)))
            Assert.That((await CallAsync(key, customer: Mara)).Status, Is.EqualTo(HttpStatusCode.Unauthorized), "revoked");
        Assert.That((await CallAsync(key + "x", customer: Mara)).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Only_an_administrator_gives_a_key_scopes_of_tools()
    {
        var limited = _issuer.Claims("ann", "demo", "admin");
        limited["scope"] = "keys:manage orders:read";
        using var given = await _host.As(_issuer.Token(limited)).PostAsJsonAsync("/api/v1/api-keys", new { name = "n", scopes = new[] { "orders:read" } });
        using var beyond = await _host.As(_issuer.Token(limited)).PostAsJsonAsync("/api/v1/api-keys", new { name = "n", scopes = new[] { "refunds:execute" } });
        using var unknown = await _host.As(AdminOf("demo")).PostAsJsonAsync("/api/v1/api-keys", new { name = "n", scopes = new[] { "orders:everything" } });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(given.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(beyond.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Nobody_of_a_suspended_tenant_calls_a_tool_by_token_key_or_name()
    {
        var tenants = _host.Get<TenantStore>();
        await tenants.CreateAsync("acme", "Acme", null, "test", CancellationToken.None);
        var (_, key) = await MakeKeyAsync("acme", "orders:read");
        Assert.That((await CallAsync(key, customer: Mara)).Status, Is.EqualTo(HttpStatusCode.OK), "until then they do");
        await tenants.SuspendAsync("acme", suspend: true, "unpaid", CancellationToken.None);
        try
        {
            var byToken = await CallAsync(Token("orders:read", "acme"));
            var list = await ToolHost.SendAsync(_host.Client, ToolHost.Request("tools/list", []), request => request.Headers.Authorization = new("Bearer", Token("orders:read", "acme")));
            var byKey = await CallAsync(key, customer: Mara);
            var byService = await ToolHost.CallAsync(_host.Client, "get_order_details", new { order_id = "#W1000001" }, customer: Mara, token: ServiceKey, meta: new() { ["agent.tenant"] = "acme" });
            using var scope = Assert.EnterMultipleScope();
            foreach (var answer in new[] { byToken, list, byKey, byService })
            {
                Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden));
                Assert.That(answer.Body, Does.Contain("This tenant is suspended."));
            }

            Assert.That((await CallAsync(Token("orders:read"))).Status, Is.EqualTo(HttpStatusCode.OK), "others are not concerned");
        }
        finally
        {
            await tenants.SuspendAsync("acme", suspend: false, null, CancellationToken.None);
        }
    }

    [Test]
    public async Task A_tool_a_tenant_does_not_use_is_not_shown_and_not_run_for_it()
    {
        var tenants = _host.Get<TenantStore>();
        await tenants.CreateAsync("small", "Small", new() { Tools = ["get_product_details"] }, "test", CancellationToken.None);
        var (_, key) = await MakeKeyAsync("small", "orders:read", "products:read");
        var list = await ToolHost.SendAsync(_host.Client, ToolHost.Request("tools/list", []), request => request.Headers.Authorization = new("Bearer", key));
        var byKey = await CallAsync(key, customer: Mara);
        var byService = await ToolHost.CallAsync(_host.Client, "get_order_details", new { order_id = "#W1000001" }, customer: Mara, token: ServiceKey, meta: new() { ["agent.tenant"] = "small" });
        var used = await ToolHost.CallAsync(_host.Client, "get_product_details", new { product_id = "1" }, customer: Mara, token: key);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(list.Body, Does.Contain("get_product_details").And.Not.Contain("get_order_details"));
        foreach (var answer in new[] { byKey, byService })
        {
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(answer.Body, Does.Contain("The tenant does not use the tool get_order_details."));
        }

        Assert.That(used.Status, Is.EqualTo(HttpStatusCode.OK), "what it uses runs");
        Assert.That((await CallAsync(Token("orders:read"))).Status, Is.EqualTo(HttpStatusCode.OK), "others are not concerned");
    }

    [Test]
    public async Task A_caller_has_one_limit_at_the_tools_and_in_the_API_and_is_told_when_to_come_back()
    {
        await using var host = await ApiHost.StartAsync(
            _issuer, "--Mcp:Serve", "true", "--Mcp:Resource", Resource, "--Mcp:ServiceKey", ServiceKey, "--Limits:Caller:RequestsPerMinute", "6", "--Limits:Caller:RequestBurst", "2");
        var token = Token("orders:read");
        async Task<McpAnswer> CallHereAsync(string credential, JsonObject? meta = null) =>
            await ToolHost.CallAsync(host.Client, "get_order_details", new { order_id = "#W1000001" }, customer: meta is null ? null : Mara, token: credential, meta: meta);
        // The same person with a token for the API: two are allowed in all.
        using var inTheApi = await host.As(_issuer.Token(_issuer.Claims(Mara, "demo", "customer"))).GetAsync(new Uri("/api/v1/tenant", UriKind.Relative));
        var second = await CallHereAsync(token);
        var third = await CallHereAsync(token);
        var service = await CallHereAsync(ServiceKey, new() { ["agent.tenant"] = "demo" });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(inTheApi.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(second.Status, Is.EqualTo(HttpStatusCode.OK), second.Body);
        Assert.That(third.Status, Is.EqualTo(HttpStatusCode.TooManyRequests), third.Body);
        Assert.That(third.RetryAfter, Is.InRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)), "one comes back in ten seconds, some of which have passed");
        Assert.That(third.Body, Does.Contain("\"jsonrpc\"").And.Contain("Try again"));
        Assert.That(service.Status, Is.EqualTo(HttpStatusCode.OK), "our own service calls for all");
    }

    [TestCase("/mcp")]
    [TestCase("/signin")]
    [TestCase("/signin/callback?code=x&state=y")]
    public async Task An_address_has_its_limit_before_anybody_is_known(string path)
    {
        await using var host = await ApiHost.StartAsync(
            _issuer, "--Mcp:Serve", "true", "--Mcp:Resource", Resource, "--Limits:Address:RequestsPerMinute", "6", "--Limits:Address:RequestBurst", "2",
            "--Auth:SignIn:Issuer", "test", "--Auth:SignIn:ClientId", "portal");
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = host.Client.BaseAddress };
        var answers = new List<HttpStatusCode>();
        for (var count = 0; count < 3; count++)
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            answers.Add(answer.StatusCode);
        }

        Assert.That(answers[..2], Has.None.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(answers[2], Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task A_tool_server_on_the_service_s_database_knows_its_keys_and_tenants()
    {
        var tenants = _host.Get<TenantStore>();
        await tenants.CreateAsync("branch", "Branch", new() { Tools = ["get_order_details"] }, "test", CancellationToken.None);
        var (id, key) = await MakeKeyAsync("branch", "orders:read", "products:read");
        await using var alone = await ToolHost.StartAsync(new Dictionary<string, string?> { ["Auth:LookupCache"] = "00:00:00.001", ["Mcp:ServiceKey"] = ServiceKey }, _host.Get<Npgsql.NpgsqlDataSource>().ConnectionString);
        async Task<McpAnswer> CallThereAsync(string tool = "get_order_details") => await ToolHost.CallAsync(alone.Client, tool, new { order_id = "#W1000001" }, customer: Mara, token: key);
        var known = await CallThereAsync();
        var unused = await CallThereAsync("get_product_details");
        await tenants.SuspendAsync("branch", suspend: true, "unpaid", CancellationToken.None);
        var suspended = await CallThereAsync();
        await tenants.SuspendAsync("branch", suspend: false, null, CancellationToken.None);
        using (await _host.As(AdminOf("branch")).DeleteAsync(new Uri($"/api/v1/api-keys/{id}", UriKind.Relative)))
        {
            var revoked = await CallThereAsync();
            using var scope = Assert.EnterMultipleScope();
            Assert.That(known.Status, Is.EqualTo(HttpStatusCode.OK), known.Body);
            Assert.That((unused.Status, suspended.Status), Is.EqualTo((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)));
            Assert.That(suspended.Body, Does.Contain("This tenant is suspended."));
            Assert.That(revoked.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        }
    }

    private Task<McpAnswer> CallAsync(string credential, string? customer = null) =>
        ToolHost.CallAsync(_host.Client, "get_order_details", new { order_id = "#W1000001" }, customer: customer, token: credential);

    private async Task<(string Id, string Key)> MakeKeyAsync(string tenant, params string[] scopes)
    {
        using var made = await _host.As(AdminOf(tenant)).PostAsJsonAsync("/api/v1/api-keys", new { name = "tools", scopes });
        var key = JsonSerializer.Deserialize<JsonElement>(await made.Content.ReadAsStringAsync());
        Assert.That(made.StatusCode, Is.EqualTo(HttpStatusCode.Created), key.ToString());
        return (key.GetProperty("id").GetString()!, key.GetProperty("key").GetString()!);
    }

    private string AdminOf(string tenant) => _issuer.Token(_issuer.Claims("ann", tenant, "admin"));

    private string Token(string scope, string tenant = "demo")
    {
        JsonObject claims = _issuer.Claims(Mara, tenant);
        (claims["aud"], claims["scope"]) = (Resource, scope);
        return _issuer.Token(claims);
    }
}
