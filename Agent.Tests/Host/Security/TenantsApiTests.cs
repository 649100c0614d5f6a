using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Host.Security;
using Agent.Tests.Fixtures;
using static Agent.Tests.Host.Api.ApiTests;

namespace Agent.Tests.Host.Security;

internal sealed class TenantsApiTests
{
    private static readonly string[] Nonsense = ["nonsense"];
    private static readonly string[] Support = ["support"];
    private TokenIssuer _issuer = null!;
    private ApiHost _host = null!;
    private HttpClient _admin = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _issuer = await TokenIssuer.StartAsync();
        _host = await ApiHost.StartAsync(_issuer, "--Auth:Issuers:test:MayManageTenants", "true");
        _admin = As("root", "platform", "tenants:manage conversations:read", Roles.Admin);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _admin.Dispose();
        await _host.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Test]
    public async Task Nobody_of_a_suspended_tenant_is_let_in_until_it_is_resumed()
    {
        await CreateAsync("acme");
        using var ann = As("ann", "acme", null, Roles.Admin);
        using var keyed = await ann.PostAsJsonAsync("/api/v1/api-keys", new { name = "shop", scopes = new[] { "conversations:read" } });
        using var machine = _host.As((await ReadAsync(keyed)).GetProperty("key").GetString()!);
        using (var suspended = await _admin.PostAsJsonAsync("/api/v1/tenants/acme/suspend", new { reason = "unpaid" }))
            Assert.That((await ReadAsync(suspended)).GetProperty("status").GetString(), Is.EqualTo("suspended"));
        foreach (var client in new[] { ann, machine })
        {
            using var refused = await client.GetAsync("/api/v1/conversations/x");
            var problem = await ReadProblemAsync(refused, HttpStatusCode.Forbidden, "tenant-suspended");
            Assert.That(problem.GetProperty("detail").GetString(), Does.Not.Contain("unpaid"));
        }

        using (var other = await _admin.GetAsync("/api/v1/conversations/x"))
            Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        using (var resumed = await _admin.PostAsJsonAsync("/api/v1/tenants/acme/resume", new { }))
            Assert.That((await ReadAsync(resumed)).GetProperty("status").GetString(), Is.EqualTo("active"));
        foreach (var client in new[] { ann, machine })
        {
            using var allowed = await client.GetAsync("/api/v1/conversations/x");
            Assert.That(allowed.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        }
    }

    [Test]
    public async Task Settings_are_checked_kept_and_used()
    {
        await CreateAsync("shop");
        using (var wrong = await _admin.PutAsJsonAsync("/api/v1/tenants/shop/settings", new { workflows = Nonsense }))
            await ReadProblemAsync(wrong, HttpStatusCode.BadRequest, "invalid-request");
        using (var set = await _admin.PutAsJsonAsync("/api/v1/tenants/shop/settings", new { branding = new { displayName = "The Shop" }, workflows = Support }))
            Assert.That(set.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var mara = As("mara", "shop", null, Roles.Customer);
        var own = await mara.GetFromJsonAsync<JsonElement>("/api/v1/tenant");
        Assert.That(own.GetProperty("branding").GetProperty("displayName").GetString(), Is.EqualTo("The Shop"));
        _host.Conversations.Workflows = [.. _host.Conversations.Workflows, new("other", "v1", "", [], [])];
        using var allowed = await mara.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara" });
        Assert.That(allowed.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        using var refused = await mara.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara", workflow = "other" });
        await ReadProblemAsync(refused, HttpStatusCode.BadRequest, "invalid-request");
    }

    [Test]
    public async Task A_tenant_s_name_is_used_once_and_is_a_name()
    {
        await CreateAsync("twice");
        using var again = await _admin.PostAsJsonAsync("/api/v1/tenants", new { tenant = "twice", name = "Twice" });
        await ReadProblemAsync(again, HttpStatusCode.Conflict, "tenant-exists");
        foreach (var name in new[] { "", "*", "Two Words", "UPPER", new string('x', 64), "-x" })
        {
            using var wrong = await _admin.PostAsJsonAsync("/api/v1/tenants", new { tenant = name, name = "X" });
            await ReadProblemAsync(wrong, HttpStatusCode.BadRequest, "invalid-request");
        }

        using var unknown = await _admin.PostAsJsonAsync("/api/v1/tenants/unknown/suspend", new { });
        await ReadProblemAsync(unknown, HttpStatusCode.NotFound, "not-found");
        var list = await _admin.GetFromJsonAsync<JsonElement>("/api/v1/tenants");
        Assert.That(list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("tenant").GetString()), Does.Contain("twice"));
    }

    [Test]
    public async Task An_issuer_that_may_not_speak_for_the_service_manages_no_tenants()
    {
        await using var host = await ApiHost.StartAsync(_issuer);
        var claims = _issuer.Claims("root", "demo", Roles.Admin);
        claims["scope"] = "tenants:manage";
        using var client = host.As(_issuer.Token(claims));
        using var response = await client.GetAsync("/api/v1/tenants");
        await ReadProblemAsync(response, HttpStatusCode.Forbidden, "role-needed");
    }

    private async Task CreateAsync(string tenant)
    {
        using var response = await _admin.PostAsJsonAsync("/api/v1/tenants", new { tenant, name = tenant });
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    private HttpClient As(string subject, string tenant, string? scope, params string[] roles)
    {
        var claims = _issuer.Claims(subject, tenant, roles);
        if (scope is not null)
            claims["scope"] = scope;
        return _host.As(_issuer.Token(claims));
    }
}
