using System.Net;
using System.Net.Http.Json;
using Agent.Processes;
using Npgsql;

namespace Agent.Tests.Host.Api;

[NonParallelizable] // one test makes the conversations fail
internal sealed class ProblemTests : ApiTests
{
    [TestCase("GET", "/api/v1/conversations/nobody")]
    [TestCase("GET", "/api/v1/conversations/no%7Fbody")]
    [TestCase("GET", "/api/v1/conversations/no%20body")]
    [TestCase("GET", "/api/v1/conversations/nobody/messages")]
    [TestCase("GET", "/api/v1/conversations/nobody/events")]
    [TestCase("GET", "/api/v1/conversations/nobody/checkpoints")]
    [TestCase("GET", "/api/v1/conversations/nobody/checkpoints/1")]
    [TestCase("GET", "/api/v1/conversations/nobody/checkpoints/one")]
    [TestCase("GET", "/api/v1/conversations/nobody/turns/t1")]
    [TestCase("POST", "/api/v1/conversations/nobody/cancel")]
    [TestCase("GET", "/api/v1/workflows/nothing")]
    [TestCase("GET", "/api/v1/nothing")]
    [TestCase("GET", "/nothing")]
    public async Task What_does_not_exist_is_not_found(string method, string address)
    {
        using var response = await Host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), address));
        await ReadProblemAsync(response, HttpStatusCode.NotFound, "not-found");
    }

    [Test]
    public async Task Another_tenant_s_conversation_does_not_exist()
    {
        var other = await Host.Conversations.StartAsync("acme", new() { CustomerId = "x" });
        using var found = await Host.Client.GetAsync($"/api/v1/conversations/{other.Id}");
        await ReadProblemAsync(found, HttpStatusCode.NotFound, "not-found");
        using var sent = await Host.Client.PostAsJsonAsync($"/api/v1/conversations/{other.Id}/messages", new { text = "let me in" });
        await ReadProblemAsync(sent, HttpStatusCode.NotFound, "not-found");
        Assert.That(Host.Conversations.Accepted, Has.None.EqualTo("let me in"));
    }

    [TestCase("PUT", "/api/v1/conversations")]
    [TestCase("DELETE", "/api/v1/conversations/x")]
    [TestCase("POST", "/api/v1/workflows")]
    public async Task An_unknown_method_is_named_as_such(string method, string address)
    {
        using var response = await Host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), address));
        await ReadProblemAsync(response, HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.That(response.Content.Headers.Allow, Is.Not.Empty);
    }

    [Test]
    public async Task An_error_is_a_problem_whatever_is_accepted()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/conversations/nobody/events");
        request.Headers.Add("Accept", "text/event-stream");
        using var response = await Host.Client.SendAsync(request);
        await ReadProblemAsync(response, HttpStatusCode.NotFound, "not-found");
    }

    [Test]
    public async Task A_fault_of_ours_shows_no_internals()
    {
        Host.Conversations.Failure = new InvalidOperationException("secret detail");
        try
        {
            using var response = await Host.Client.GetAsync("/api/v1/conversations/x");
            await ReadProblemAsync(response, HttpStatusCode.InternalServerError, "internal-error");
            Assert.That(await response.Content.ReadAsStringAsync(), Does.Not.Contain("secret"));
            Host.Conversations.Failure = new NpgsqlException("gone", new IOException());
            using var unavailable = await Host.Client.GetAsync("/api/v1/conversations/x");
            await ReadProblemAsync(unavailable, HttpStatusCode.ServiceUnavailable, "database-unavailable");
            Assert.That(unavailable.Headers.RetryAfter, Is.Not.Null);
        }
        finally
        {
            Host.Conversations.Failure = null;
        }
    }

    [Test]
    public async Task The_caller_s_request_id_comes_back()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Add("X-Request-Id", "order-4711");
        using var response = await Host.Client.SendAsync(request);
        Assert.That(response.Headers.GetValues("X-Request-Id"), Is.EqualTo(["order-4711"]));
    }

    [TestCase("with space")]
    [TestCase("")]
    public async Task A_strange_request_id_is_replaced(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.TryAddWithoutValidation("X-Request-Id", id);
        using var response = await Host.Client.SendAsync(request);
        Assert.That(response.Headers.GetValues("X-Request-Id").Single(), Has.Length.EqualTo(32));
    }

    [TestCase("Authorization", "Bearer abc", "credential-refused")]
    [TestCase("Authorization", "Basic abc", "credential-refused")]
    [TestCase("X-Forwarded-For", "203.0.113.7", "credential-needed")]
    public async Task Only_a_plain_request_from_this_machine_needs_no_credential(string header, string value, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/workflows");
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await Host.Client.SendAsync(request);
        await ReadProblemAsync(response, HttpStatusCode.Unauthorized, type);
    }

    [TestCase("--environment", "Production")]
    [TestCase("--Auth:Issuer", "https://login.example")]
    public async Task Outside_development_or_with_sign_in_configured_a_credential_is_needed(string key, string value)
    {
        await using var host = await ApiHost.StartAsync(key, value);
        using var response = await host.Client.GetAsync("/api/v1/workflows");
        await ReadProblemAsync(response, HttpStatusCode.Unauthorized, "credential-needed");
        using var live = await host.Client.GetAsync("/health/live");
        Assert.That(live.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task The_API_describes_itself()
    {
        var document = await Host.Client.GetFromJsonAsync<System.Text.Json.JsonElement>("/openapi/v1.json");
        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToArray();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(paths, Does.Contain("/api/v1/conversations/{id}/messages"));
        Assert.That(paths, Does.Contain("/api/v1/approvals/{id}/decision"));
        Assert.That(document.GetProperty("components").GetProperty("schemas").GetProperty("Verdict").GetProperty("enum").EnumerateArray().Select(value => value.GetString()),
            Is.EqualTo(["approve", "deny"]));
    }
}
