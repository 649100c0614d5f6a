using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Host.Webhooks;
using Agent.Tests.Host.Api;

namespace Agent.Tests.Host.Webhooks;

internal sealed class WebhooksApiTests
{
    private static readonly string[] Turns = ["turn.completed"];
    private ApiHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await ApiHost.StartAsync(
        "--Webhooks:AllowedHosts:0", "hooks.example.com", "--Webhooks:AllowedHosts:1", "*.shop.test", "--Webhooks:MaxPerTenant", "6", "--Webhooks:Interval", "00:01:00");

    [OneTimeTearDown]
    public ValueTask StopAsync() => _host.DisposeAsync();

    [TestCase("https://hooks.example.com/x", ExpectedResult = null)]
    [TestCase("https://a.shop.test:8443/x?y=z", ExpectedResult = null)]
    [TestCase("https://HOOKS.EXAMPLE.COM./x", ExpectedResult = null)]
    [TestCase("http://hooks.example.com/x", ExpectedResult = "must begin with https://.")]
    [TestCase("ftp://hooks.example.com/x", ExpectedResult = "must begin with https://.")]
    [TestCase("https://user:secret@hooks.example.com/x", ExpectedResult = "must have neither user nor fragment.")]
    [TestCase("https://hooks.example.com@evil.test/x", ExpectedResult = "must have neither user nor fragment.")]
    [TestCase("https://hooks.example.com.evil.test/x", ExpectedResult = "names a host that webhooks may not go to (Webhooks:AllowedHosts).")]
    [TestCase("https://shop.test/x", ExpectedResult = "names a host that webhooks may not go to (Webhooks:AllowedHosts).")]
    [TestCase("https://evilshop.test/x", ExpectedResult = "names a host that webhooks may not go to (Webhooks:AllowedHosts).")]
    [TestCase("/x", ExpectedResult = "must be an absolute address of up to 2000 characters.")]
    [TestCase(null, ExpectedResult = "must be an absolute address of up to 2000 characters.")]
    public string? An_address_is_checked(string? url) => WebhookTarget.FaultOf(url, new() { AllowedHosts = ["hooks.example.com", "*.shop.test"] });

    [TestCase("https://127.0.0.1/")]
    [TestCase("https://2130706433/")]
    [TestCase("https://0x7f.1/")]
    [TestCase("https://[::1]/")]
    [TestCase("https://[::ffff:169.254.169.254]/")]
    [TestCase("https://10.1.2.3/")]
    public void An_address_that_is_somebody_s_own_is_refused_in_every_spelling(string url) =>
        Assert.That(WebhookTarget.FaultOf(url, new() { AllowedHosts = ["*"] }), Does.Contain("must not be a loopback"));

    [Test]
    public async Task A_webhook_is_made_shown_changed_and_removed_and_its_secret_is_shown_once()
    {
        using var made = await CreateAsync("https://hooks.example.com/a", Turns);
        var webhook = await ApiTests.ReadAsync(made);
        var id = webhook.GetProperty("id").GetString();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(made.Headers.Location?.ToString(), Is.EqualTo($"/api/v1/webhooks/{id}"));
        Assert.That(Convert.FromBase64String(webhook.GetProperty("secret").GetString()!["whsec_".Length..]), Has.Length.EqualTo(32));
        Assert.That((await _host.Client.GetFromJsonAsync<JsonElement>($"/api/v1/webhooks/{id}")).TryGetProperty("secret", out _), Is.False);
        using (var changed = await _host.Client.PutAsJsonAsync($"/api/v1/webhooks/{id}", new { url = "https://hooks.example.com/b", kinds = new[] { "approval.requested" }, isEnabled = false }))
            Assert.That((await ApiTests.ReadAsync(changed)).GetProperty("url").GetString(), Is.EqualTo("https://hooks.example.com/b"));
        using (var rotated = await _host.Client.PostAsJsonAsync($"/api/v1/webhooks/{id}/rotate", new { overlapSeconds = 60 }))
        {
            var again = await ApiTests.ReadAsync(rotated);
            Assert.That(again.GetProperty("secret").GetString(), Is.Not.EqualTo(webhook.GetProperty("secret").GetString()));
            Assert.That(again.GetProperty("oldSecretUntil").GetDateTimeOffset(), Is.GreaterThan(DateTimeOffset.UtcNow));
        }

        using (var removed = await _host.Client.DeleteAsync($"/api/v1/webhooks/{id}"))
            Assert.That(removed.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        using (var gone = await _host.Client.GetAsync($"/api/v1/webhooks/{id}"))
            await ApiTests.ReadProblemAsync(gone, HttpStatusCode.NotFound, "not-found");
        var acts = (await _host.Client.GetFromJsonAsync<JsonElement>("/api/v1/audit")).GetProperty("items").EnumerateArray()
            .Where(row => row.GetProperty("subject").GetString() == id).Select(row => row.GetProperty("act").GetString());
        Assert.That(acts, Is.EqualTo(new[] { "webhook.created", "webhook.changed", "webhook.rotated", "webhook.removed" }));
    }

    [Test]
    public async Task Nonsense_is_refused_with_a_reason()
    {
        foreach (var (url, kinds, field) in new[] { ("https://evil.test/", Turns, "url"), ("https://hooks.example.com/", new[] { "turn.begun" }, "kinds"), ("https://hooks.example.com/", [], "kinds") })
        {
            using var refused = await CreateAsync(url, kinds);
            var problem = await ApiTests.ReadProblemAsync(refused, HttpStatusCode.BadRequest, "invalid-request");
            Assert.That(problem.GetProperty("errors").TryGetProperty(field, out _), Is.True);
        }

        foreach (var query in new[] { "status=lost", "limit=0", "cursor=x" })
        {
            using var refused = await _host.Client.GetAsync($"/api/v1/webhooks/deliveries?{query}");
            await ApiTests.ReadProblemAsync(refused, HttpStatusCode.BadRequest, "invalid-request");
        }
    }

    [Test]
    public async Task A_tenant_has_so_many_and_no_more_and_deliveries_come_by_pages()
    {
        var last = "";
        for (var made = HttpStatusCode.Created; made == HttpStatusCode.Created;)
        {
            using var created = await CreateAsync("https://hooks.example.com/many", Turns);
            made = created.StatusCode;
            if (made == HttpStatusCode.Created)
                last = (await ApiTests.ReadAsync(created)).GetProperty("id").GetString()!;
            else
                await ApiTests.ReadProblemAsync(created, HttpStatusCode.Conflict, "too-many-webhooks");
        }

        for (var number = 0; number < 5; number++)
            using (var test = await _host.Client.PostAsync($"/api/v1/webhooks/{last}/test", null))
                Assert.That(test.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        List<string> seen = [];
        for (string? cursor = "9223372036854775807"; cursor is not null;)
        {
            var page = await _host.Client.GetFromJsonAsync<JsonElement>($"/api/v1/webhooks/deliveries?webhook={last}&limit=2&cursor={cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(delivery => delivery.GetProperty("id").GetString()!));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        Assert.That(seen, Has.Count.EqualTo(5).And.Unique);
        using var replayed = await _host.Client.PostAsync($"/api/v1/webhooks/deliveries/{seen[0]}/replay", null);
        await ApiTests.ReadProblemAsync(replayed, HttpStatusCode.Conflict, "delivery-not-replayable");
        foreach (var webhook in (await _host.Client.GetFromJsonAsync<JsonElement>("/api/v1/webhooks")).GetProperty("items").EnumerateArray())
            using (var removed = await _host.Client.DeleteAsync($"/api/v1/webhooks/{webhook.GetProperty("id").GetString()}"))
                Assert.That(removed.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await _host.Client.GetFromJsonAsync<JsonElement>("/api/v1/webhooks/deliveries")).GetProperty("items").GetArrayLength(), Is.Zero, "they go with their webhook");
    }

    private Task<HttpResponseMessage> CreateAsync(string url, string[] kinds) => _host.Client.PostAsJsonAsync("/api/v1/webhooks", new { url, kinds });
}
