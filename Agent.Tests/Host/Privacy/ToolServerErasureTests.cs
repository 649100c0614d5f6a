using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Benchmarks.Service;
using Agent.Host.Mcp;
using Agent.Plugins.Mcp.Remote;
using Agent.Tests.Fixtures;
using Agent.Tests.Host.Webhooks;
using Npgsql;

namespace Agent.Tests.Host.Privacy;

/// <summary>Where the tools run in a server of their own, an erasure reaches its back office as well, sooner or later; and nobody else may ask for one.</summary>
internal sealed class ToolServerErasureTests
{
    private const string Key = "a-key-that-only-our-own-services-share";
    private const string Mara = "mara_olsen_1001";
    private const string Marker = "zebraquagga7731";

    [Test, CancelAfter(120_000)]
    public async Task A_customer_is_erased_from_the_tool_server_s_back_office_and_the_report_says_what_went_and_what_stayed(CancellationToken cancellationToken)
    {
        await using var tools = await ToolHost.StartAsync(new Dictionary<string, string?> { ["Mcp:ServiceKey"] = Key });
        await using var host = await StartAsync(tools.Address, Key);
        await LiveAsync(host, cancellationToken);
        await MarkAsync(tools);
        Assert.That(await TracesAsync(tools), Is.EqualTo("effects,records,tickets"));
        var report = await FinishAsync(host, await BeginAsync(host, cancellationToken), cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await TracesAsync(tools), Is.Empty);
        Assert.That(report.GetProperty("removed").EnumerateObject().Select(table => table.Name), Is.SupersetOf(new[] { "backoffice.tickets (blanked)", "backoffice.tool_audit (blanked)", "backoffice.tool_effects" }));
        Assert.That(report.GetProperty("kept").GetProperty("backoffice.orders").GetString(), Does.Contain("commercial and tax law"));
        Assert.That(await tools.ReadAsync<long>($"SELECT count(*) FROM backoffice.customers WHERE customer_id = '{Mara}'"), Is.EqualTo(1), "the books are kept");
        Assert.That(await tools.ReadAsync<long>("SELECT count(*) FROM backoffice.tickets WHERE tenant = 'other' AND customer_id IS NOT NULL"), Is.EqualTo(1), "another tenant's customer of that id is another person");
    }

    [Test, CancelAfter(120_000)]
    public async Task While_the_tool_server_is_away_everything_else_goes_and_it_is_asked_again_until_it_answers(CancellationToken cancellationToken)
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        var port = LoopbackPort.Find();
        var settings = new Dictionary<string, string?> { ["urls"] = $"http://127.0.0.1:{port}", ["Mcp:ServiceKey"] = Key };
        await using var host = await StartAsync(new Uri($"http://127.0.0.1:{port}/mcp"), Key);
        await using (var first = await ToolHost.StartAsync(settings, database))
            await MarkAsync(first);
        await host.SayAsync($"hello, I am {Marker}");
        var address = await BeginAsync(host, cancellationToken);
        var waiting = await host.Admin.GetFromJsonAsync<JsonElement>(address, cancellationToken);
        Assert.That(waiting.GetProperty("status").GetString(), Is.EqualTo("running"));
        Assert.That(waiting.GetProperty("removed").EnumerateObject().Select(table => table.Name), Does.Contain("agent.conversations"), "the rest does not wait");
        await using var back = await ToolHost.StartAsync(settings, database);
        Assert.That(await TracesAsync(back), Does.Contain("tickets"));
        var report = await FinishAsync(host, address, cancellationToken);
        Assert.That(await TracesAsync(back), Is.Empty);
        Assert.That(report.GetProperty("removed").EnumerateObject().Select(table => table.Name), Does.Contain("backoffice.tickets (blanked)").And.Contain("agent.conversations"));
    }

    [Test, CancelAfter(120_000)]
    public async Task Nobody_else_may_order_it_and_an_order_that_cannot_be_meant_is_refused(CancellationToken cancellationToken)
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var tools = await ToolHost.StartAsync(new Dictionary<string, string?>(issuer.Settings) { ["Mcp:ServiceKey"] = Key });
        await MarkAsync(tools);
        string Token(string subject, string tenant, string role, string scope)
        {
            var claims = issuer.Claims(subject, tenant, role);
            claims["aud"] = tools.Address.ToString();
            claims["scope"] = scope;
            return issuer.Token(claims);
        }

        var order = new { tenant = "demo", customerId = Mara, conversations = Array.Empty<string>() };
        using var scope = Assert.EnterMultipleScope();
        foreach (var (credential, status) in new (string?, HttpStatusCode)[]
        {
            (null, HttpStatusCode.Unauthorized), ("wrong", HttpStatusCode.Unauthorized), (Token(Mara, "demo", "customer", "privacy:manage"), HttpStatusCode.Forbidden),
            (Token("ann", "other", "admin", "privacy:manage"), HttpStatusCode.Forbidden), (Token("ann", "demo", "admin", "orders:write"), HttpStatusCode.Forbidden),
        })
            Assert.That(await PostAsync(tools, credential, order), Is.EqualTo(status), credential);
        foreach (var wrong in new object[] { new { }, new { tenant = "demo", customerId = "", conversations = Array.Empty<string>() }, new { tenant = "no/name", customerId = "x", conversations = Array.Empty<string>() },
            new { tenant = "demo", customerId = "x", conversations = Enumerable.Repeat("c", 1001) }, new { tenant = "demo", customerId = "x", conversations = new string?[] { null } } })
            Assert.That(await PostAsync(tools, Key, wrong), Is.EqualTo(HttpStatusCode.BadRequest), JsonSerializer.Serialize(wrong));
        Assert.That(await TracesAsync(tools), Does.Contain("tickets"), "nothing was done");
        Assert.That(await PostAsync(tools, Token("ann", "demo", "admin", "privacy:manage"), order), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await PostAsync(tools, Key, order), Is.EqualTo(HttpStatusCode.OK), "to ask again is harmless");
        Assert.That(await TracesAsync(tools), Does.Not.Contain("tickets"));
        var stolen = await ToolHost.SendAsync(tools.Client, ToolHost.Request("tools/list", []), request => request.Headers.Host = "evil.example", ToolErasureApi.Address);
        Assert.That(stolen.Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [TestCase("https://tools.example/mcp", "https://tools.example/mcp/erasures")]
    [TestCase("https://tools.example/shop/mcp/v1/", "https://tools.example/shop/mcp/erasures")]
    public void It_is_asked_for_below_the_tools_address(string tools, string address) => Assert.That(RemoteRecords.AddressOf(new(tools)).ToString(), Is.EqualTo(address));

    private static Task<WebhookHost> StartAsync(Uri tools, string key) => WebhookHost.StartAsync(
        null, "--Erasure:SecondPass", "00:00:00.300", "--Erasure:Interval", "00:00:00.100", "--Erasure:RetryPause", "00:00:00.200", "--Tools:Mode", "mcp", "--Tools:Servers:shop:Url", $"{tools}/v1",
        "--Tools:Servers:shop:Trust", "own", "--Tools:Servers:shop:Token", key);

    private static async Task LiveAsync(WebhookHost host, CancellationToken cancellationToken)
    {
        using var mara = host.As(Mara, "demo", "customer");
        var (id, asked) = await host.SayAsync("I'd like to return the headphones from my last order, refund to my credit card.", mara, customer: Mara);
        var approval = asked.GetProperty("pendingApproval").GetProperty("id").GetString();
        using var decided = await mara.PostAsJsonAsync($"/api/v1/approvals/{approval}/decision", new { decision = "approve" }, cancellationToken);
        Assert.That(decided.IsSuccessStatusCode, Is.True);
        await host.SayAsync("thank you", mara, id); // behind what was decided: that is done then
    }

    private static async Task MarkAsync(ToolHost tools)
    {
        await using var source = NpgsqlDataSource.Create(tools.ConnectionString);
        await using var command = source.CreateCommand(
            $"""
            INSERT INTO backoffice.tickets (tenant, ticket_id, customer_id, team, priority, status, subject, body, created_at)
                SELECT tenant, 'T-erase', '{Mara}', 'general', 'normal', 'open', 'Mara', 'She said {Marker}', now() FROM unnest(ARRAY['demo', 'other']) AS t (tenant);
            """);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Where anything of Mara stands beside the books.</summary>
    private static async Task<string> TracesAsync(ToolHost tools) => await tools.ReadAsync<string>(
        $"""
        SELECT concat_ws(',',
            CASE WHEN EXISTS (SELECT FROM backoffice.tool_effects WHERE tenant = 'demo' AND idempotency_key NOT LIKE 'seed%') THEN 'effects' END,
            CASE WHEN EXISTS (SELECT FROM backoffice.tool_audit a WHERE tenant = 'demo' AND position('{Mara}' IN a::text) > 0) THEN 'records' END,
            CASE WHEN EXISTS (SELECT FROM backoffice.tickets t WHERE tenant = 'demo' AND (position('{Mara}' IN t::text) > 0 OR position('{Marker}' IN t::text) > 0)) THEN 'tickets' END)
        """) ?? "";

    private static async Task<Uri> BeginAsync(WebhookHost host, CancellationToken cancellationToken)
    {
        using var accepted = await host.Admin.PostAsJsonAsync("/api/v1/erasures", new { customerId = Mara }, cancellationToken);
        Assert.That(accepted.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await accepted.Content.ReadAsStringAsync(cancellationToken));
        return accepted.Headers.Location!;
    }

    private static async Task<JsonElement> FinishAsync(WebhookHost host, Uri address, CancellationToken cancellationToken)
    {
        while (true)
        {
            var report = await host.Admin.GetFromJsonAsync<JsonElement>(address, cancellationToken);
            if (report.GetProperty("status").GetString() == "completed")
                return report;
            await Task.Delay(50, cancellationToken);
        }
    }

    private static async Task<HttpStatusCode> PostAsync(ToolHost tools, string? credential, object order)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, ToolErasureApi.Address) { Content = JsonContent.Create(order) };
        request.Headers.Authorization = credential is null ? null : new("Bearer", credential);
        using var answer = await tools.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
