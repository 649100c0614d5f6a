using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Processes;
using Agent.Tests.Fixtures;
using Agent.Tests.Host.Api;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using static Agent.Tests.Host.Api.ApiTests;

namespace Agent.Tests.Host.Security;

/// <summary>Who may do what: by role, by scope, and with whose things.</summary>
internal sealed class AccessTests
{
    private TokenIssuer _issuer = null!;
    private ApiHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _issuer = await TokenIssuer.StartAsync();
        _host = await ApiHost.StartAsync(_issuer);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Test]
    public void Every_endpoint_of_the_API_says_what_it_needs() =>
        Assert.That(Endpoints().Where(endpoint => endpoint.Metadata.GetMetadata<RequiredScope>() is not { } required || !AccessRules.Known.Contains(required.Scope)), Is.Empty);

    [Test]
    public void A_conversation_s_or_approval_s_address_says_that_it_has_an_owner()
    {
        var named = Endpoints().Where(endpoint => endpoint.RoutePattern.RawText!.Contains("{id}", StringComparison.Ordinal)
            && AccessRules.RolesFor(endpoint.Metadata.GetMetadata<RequiredScope>()!.Scope).Contains(Roles.Customer)).ToList();
        Assert.That(named, Has.Count.GreaterThan(5));
        Assert.That(named.Where(endpoint => endpoint.Metadata.GetMetadata<RequiredScope>()!.Of == OwnedThing.None), Is.Empty);
    }

    [Test]
    public async Task Every_endpoint_refuses_a_token_without_its_scope_and_nobody_at_all()
    {
        using var client = As("ann", "nothing", Roles.Admin, Roles.Service);
        foreach (var endpoint in Endpoints())
        {
            var scope = endpoint.Metadata.GetMetadata<RequiredScope>()!.Scope;
            using var refused = await client.SendAsync(Request(endpoint));
            if (scope == Scopes.ManageTenants)
            {
                await ReadProblemAsync(refused, HttpStatusCode.Forbidden, "role-needed");
            }
            else
            {
                var problem = await ReadProblemAsync(refused, HttpStatusCode.Forbidden, "scope-needed");
                Assert.That(problem.GetProperty("scope").GetString(), Is.EqualTo(scope));
                Assert.That(refused.Headers.WwwAuthenticate.Single().ToString(), Does.Contain("insufficient_scope").And.Contain(scope));
            }

            using var unknown = await _host.Client.SendAsync(Request(endpoint));
            await ReadProblemAsync(unknown, HttpStatusCode.Unauthorized, "credential-needed");
        }
    }

    [TestCase("customer", "GET", "conversations/x/checkpoints", "role-needed")]
    [TestCase("customer", "POST", "conversations/x/fork", "role-needed")]
    [TestCase("customer", "GET", "operations/parked", "operator-needed")]
    [TestCase("customer", "GET", "operations/retention", "operator-needed")]
    [TestCase("customer", "GET", "api-keys", "role-needed")]
    [TestCase("agent", "GET", "operations/parked", "operator-needed")]
    [TestCase("agent", "POST", "approvals/x/decision", "role-needed")]
    [TestCase("agent", "POST", "conversations/x/retry", "operator-needed")]
    [TestCase("operator", "GET", "api-keys", "role-needed")]
    [TestCase("operator", "GET", "tenants", "role-needed")]
    [TestCase("admin", "GET", "tenants", "role-needed")]
    [TestCase("service", "GET", "operations/parked", "scope-needed")]
    [TestCase("emperor", "GET", "conversations/x", "role-needed")]
    public async Task A_role_that_may_not_is_told_what_it_takes(string role, string method, string address, string type)
    {
        using var client = As("ann", null, role);
        using var request = new HttpRequestMessage(new(method), $"/api/v1/{address}");
        if (method == "POST")
            request.Content = JsonContent.Create(new { });
        using var response = await client.SendAsync(request);
        await ReadProblemAsync(response, HttpStatusCode.Forbidden, type);
    }

    [Test]
    public async Task A_customer_has_their_own_conversations_and_no_others()
    {
        using var mara = As("mara_olsen_1001", null, Roles.Customer);
        using var tom = As("tom_becker_1002", null, Roles.Customer);
        using var started = await mara.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" });
        Assert.That(started.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var id = (await ReadAsync(started)).GetProperty("id").GetString();
        using (var foreign = await tom.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" }))
            await ReadProblemAsync(foreign, HttpStatusCode.Forbidden, "own-only");
        foreach (var address in new[] { "", "/messages", "/events", "/turns/t1" })
        {
            using var other = await tom.GetAsync($"/api/v1/conversations/{id}{address}");
            await ReadProblemAsync(other, HttpStatusCode.NotFound, "not-found");
        }

        foreach (var address in new[] { "/messages", "/cancel" })
        {
            using var other = await tom.PostAsJsonAsync($"/api/v1/conversations/{id}{address}", new { text = "as if I were Mara" });
            await ReadProblemAsync(other, HttpStatusCode.NotFound, "not-found");
        }

        Assert.That(_host.Conversations.Accepted, Has.None.EqualTo("as if I were Mara"));
        using var said = await mara.PostAsJsonAsync($"/api/v1/conversations/{id}/messages", new { text = "it is me" });
        Assert.That(said.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var list = await tom.GetAsync($"/api/v1/approvals?conversation={id}");
        await ReadProblemAsync(list, HttpStatusCode.NotFound, "not-found");
        using var all = await mara.GetAsync("/api/v1/approvals");
        await ReadProblemAsync(all, HttpStatusCode.BadRequest, "invalid-request");
    }

    [Test]
    public async Task A_customer_decides_what_is_theirs_and_an_operator_what_is_the_company_s()
    {
        using var mara = As("mara_olsen_1001", null, Roles.Customer);
        using var tom = As("tom_becker_1002", null, Roles.Customer);
        using var machine = As("shop", "approvals:decide", Roles.Service);
        using var ann = As("ann", null, Roles.Operator);
        await AskAsync(mara, Approvals.ForCustomer("own-1"));
        await AskAsync(mara, Approvals.ForOperator("own-2"));
        using (var foreign = await DecideAsync(tom, "own-1"))
            await ReadProblemAsync(foreign, HttpStatusCode.NotFound, "not-found");
        using (var own = await DecideAsync(mara, "own-1"))
            Assert.That(own.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        foreach (var client in new[] { mara, machine })
        {
            using var refused = await DecideAsync(client, "own-2");
            await ReadProblemAsync(refused, HttpStatusCode.Forbidden, "operator-needed");
        }

        using var decided = await DecideAsync(ann, "own-2");
        var by = (await ReadAsync(decided)).GetProperty("approval").GetProperty("decision").GetProperty("decidedBy").GetString();
        Assert.That(by, Is.EqualTo("operator:ann"));
    }

    [Test]
    public async Task A_customer_does_not_see_how_an_answer_came_about()
    {
        _host.Conversations.Script = text => [(ConversationEvents.GuardrailVerdict, new { score = 1 }), (ConversationEvents.MessageCompleted, new MessageCompleted(text))];
        using var mara = As("mara_olsen_1001", null, Roles.Customer);
        using var ann = As("ann", null, Roles.Agent);
        using var started = await mara.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" });
        var id = (await ReadAsync(started)).GetProperty("id").GetString();
        Assert.That(await SayAsync(mara, id), Does.Contain("event: message.completed").And.Contain("event: turn.completed").And.Not.Contain("guardrail"));
        Assert.That(await SayAsync(ann, id), Does.Contain("event: guardrail.verdict"));
    }

    [Test]
    public async Task A_token_that_is_not_right_is_refused_without_a_reason()
    {
        using var client = _host.As(_issuer.Token(_issuer.Claims(), TokenIssuer.SigningKey.OfRsa("rsa-1")));
        using var response = await client.GetAsync("/api/v1/conversations/x");
        await ReadProblemAsync(response, HttpStatusCode.Unauthorized, "credential-refused");
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Not.Contain("signature"));
        Assert.That(response.Headers.WwwAuthenticate.Single().ToString(), Does.Contain("invalid_token"));
    }

    private static Task<HttpResponseMessage> DecideAsync(HttpClient client, string id) =>
        client.PostAsJsonAsync($"/api/v1/approvals/{id}/decision", new { decision = "approve" });

    private static async Task<string> SayAsync(HttpClient client, string? id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/conversations/{id}/messages") { Content = JsonContent.Create(new { text = "hello" }) };
        request.Headers.Add("Accept", "text/event-stream");
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task AskAsync(HttpClient customer, ApprovalRequested asks)
    {
        _host.Conversations.Asks = asks;
        using var started = await customer.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" });
        var id = (await ReadAsync(started)).GetProperty("id").GetString();
        using var said = await customer.PostAsJsonAsync($"/api/v1/conversations/{id}/messages", new { text = "return it" });
        _host.Conversations.Asks = null;
    }

    private HttpClient As(string subject, string? scope, params string[] roles)
    {
        var claims = _issuer.Claims(subject, "demo", roles);
        if (scope is not null)
            claims["scope"] = scope;
        return _host.As(_issuer.Token(claims));
    }

    private List<RouteEndpoint> Endpoints() => [.. _host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.Ordinal))];

    private static HttpRequestMessage Request(RouteEndpoint endpoint)
    {
        var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
        var address = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => segment.Parts[0] switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "report" } => "report.json",
            _ => "1",
        }));
        return new(new(method), address) { Content = method == "GET" ? null : new StringContent("{}", Encoding.UTF8, "application/json") };
    }
}
