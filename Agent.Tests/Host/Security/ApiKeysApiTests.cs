using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Agent.Tests.Host.Api.ApiTests;

namespace Agent.Tests.Host.Security;

internal sealed class ApiKeysApiTests
{
    private static readonly string[] Reading = ["conversations:read"];
    private ShiftedClock _clock = null!;
    private ApiHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _clock = new();
        _host = await ApiHost.StartAsync(services => services.AddSingleton<TimeProvider>(_clock));
    }

    [OneTimeTearDown]
    public ValueTask StopAsync() => _host.DisposeAsync();

    [Test]
    public async Task A_key_lets_a_machine_do_what_it_was_given()
    {
        var (id, text) = await CreateAsync(new { name = "web shop", scopes = Reading });
        using var client = _host.As(text);
        using var allowed = await client.GetAsync("/api/v1/conversations/nobody");
        await ReadProblemAsync(allowed, HttpStatusCode.NotFound, "not-found");
        using var refused = await client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "x" });
        var problem = await ReadProblemAsync(refused, HttpStatusCode.Forbidden, "scope-needed");
        Assert.That(problem.GetProperty("scope").GetString(), Is.EqualTo("conversations:write"));
        Assert.That(text, Does.StartWith(id));
    }

    [Test]
    public async Task A_key_is_shown_once_and_kept_as_a_hash()
    {
        var (id, text) = await CreateAsync(new { name = "secret", scopes = Reading });
        var list = await _host.Client.GetStringAsync("/api/v1/api-keys");
        await using var command = _host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT string_agg(k::text, ' ') FROM security.api_keys k");
        var stored = (string)(await command.ExecuteScalarAsync())!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(list, Does.Contain(id).And.Contain("\"active\"").And.Not.Contain(text[16..]));
        Assert.That(stored, Does.Contain(id).And.Not.Contain(text[16..]));
    }

    [Test]
    public async Task A_wrong_secret_for_a_right_id_is_refused()
    {
        var (_, text) = await CreateAsync(new { name = "guessed", scopes = Reading });
        var wrong = text[..^1] + (text[^1] == 'A' ? 'B' : 'A');
        foreach (var credential in new[] { wrong, text[..^1], text + "A", text[..16], text.ToUpperInvariant(), "ak_" })
            Assert.That(await StatusAsync(credential), Is.EqualTo(HttpStatusCode.Unauthorized), credential);
        Assert.That(await StatusAsync(text), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_revoked_key_is_refused_at_once()
    {
        var (id, text) = await CreateAsync(new { name = "lost", scopes = Reading });
        Assert.That(await StatusAsync(text), Is.EqualTo(HttpStatusCode.NotFound));
        using (var revoked = await _host.Client.DeleteAsync($"/api/v1/api-keys/{id}"))
            Assert.That(revoked.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await StatusAsync(text), Is.EqualTo(HttpStatusCode.Unauthorized));
        using var rotated = await _host.Client.PostAsJsonAsync($"/api/v1/api-keys/{id}/rotate", new { });
        await ReadProblemAsync(rotated, HttpStatusCode.Conflict, "key-ended");
        using var unknown = await _host.Client.DeleteAsync("/api/v1/api-keys/ak_nothing");
        await ReadProblemAsync(unknown, HttpStatusCode.NotFound, "not-found");
    }

    [Test]
    public async Task A_replaced_key_is_good_until_the_overlap_ends()
    {
        var (id, old) = await CreateAsync(new { name = "rotating", scopes = Reading, expiresInDays = 10 });
        using var rotated = await _host.Client.PostAsJsonAsync($"/api/v1/api-keys/{id}/rotate", new { overlapSeconds = 3600 });
        Assert.That(rotated.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var young = (await ReadAsync(rotated)).GetProperty("key").GetString()!;
        Assert.That(await StatusAsync(old), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await StatusAsync(young), Is.EqualTo(HttpStatusCode.NotFound));
        using (var again = await _host.Client.PostAsJsonAsync($"/api/v1/api-keys/{id}/rotate", new { }))
            await ReadProblemAsync(again, HttpStatusCode.Conflict, "key-ended");
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.That(await StatusAsync(old), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await StatusAsync(young), Is.EqualTo(HttpStatusCode.NotFound));
        _clock.Advance(TimeSpan.FromDays(11));
        Assert.That(await StatusAsync(young), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Nobody_makes_a_key_that_may_more_than_they_may()
    {
        var (_, text) = await CreateAsync(new { name = "key maker", scopes = new[] { "keys:manage", "conversations:read" }, roles = new[] { "admin" } });
        using var client = _host.As(text);
        using var more = await client.PostAsJsonAsync("/api/v1/api-keys", new { name = "more", scopes = new[] { "operations" } });
        await ReadProblemAsync(more, HttpStatusCode.Forbidden, "key-too-strong");
        using var tenants = await client.PostAsJsonAsync("/api/v1/api-keys", new { name = "tenants", scopes = new[] { "tenants:manage" }, roles = new[] { "admin" } });
        await ReadProblemAsync(tenants, HttpStatusCode.Forbidden, "key-too-strong");
        var (strong, _) = await CreateAsync(new { name = "strong", scopes = new[] { "operations" } });
        using var taken = await client.PostAsJsonAsync($"/api/v1/api-keys/{strong}/rotate", new { });
        await ReadProblemAsync(taken, HttpStatusCode.Forbidden, "key-too-strong");
        using var same = await client.PostAsJsonAsync("/api/v1/api-keys", new { name = "same", scopes = Reading });
        Assert.That(same.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    [TestCase("""{"name":"","scopes":["conversations:read"]}""", "name")]
    [TestCase("""{"name":"x","scopes":[]}""", "scopes")]
    [TestCase("""{"name":"x","scopes":["everything"]}""", "scopes")]
    [TestCase("""{"name":"x","scopes":["conversations:read"],"roles":["customer"]}""", "roles")]
    [TestCase("""{"name":"x","scopes":["conversations:read"],"roles":["emperor"]}""", "roles")]
    [TestCase("""{"name":"x","scopes":["conversations:read"],"expiresInDays":0}""", "expiresInDays")]
    [TestCase("""{"name":"x","scopes":["conversations:read"],"expiresInDays":5000}""", "expiresInDays")]
    public async Task A_wrong_request_says_what_is_wrong(string body, string field)
    {
        using var response = await _host.Client.PostAsync("/api/v1/api-keys", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        var problem = await ReadProblemAsync(response, HttpStatusCode.BadRequest, "invalid-request");
        Assert.That(problem.GetProperty("errors").TryGetProperty(field, out _), Is.True);
    }

    private async Task<(string Id, string Text)> CreateAsync(object request)
    {
        using var response = await _host.Client.PostAsJsonAsync("/api/v1/api-keys", request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var key = await ReadAsync(response);
        return (key.GetProperty("id").GetString()!, key.GetProperty("key").GetString()!);
    }

    private async Task<HttpStatusCode> StatusAsync(string credential)
    {
        using var client = new HttpClient { BaseAddress = _host.Client.BaseAddress };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {credential}");
        using var response = await client.GetAsync("/api/v1/conversations/nobody");
        return response.StatusCode;
    }
}
