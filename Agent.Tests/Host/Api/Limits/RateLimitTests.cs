using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Agent.Host.Api;
using Agent.Host.Security.Tenants;
using Agent.Processes;
using Agent.Processes.Costs;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.Options;

namespace Agent.Tests.Host.Api.Limits;

/// <summary>What a client sees of limits.</summary>
[CancelAfter(60_000)]
internal sealed class RateLimitTests
{
    private const string Workflows = "/api/v1/workflows";

    [Test]
    public async Task Whoever_waits_as_long_as_told_is_let_in_and_whoever_does_not_is_not(CancellationToken cancellationToken)
    {
        await using var host = await ApiHost.StartAsync("--Limits:Caller:RequestsPerMinute", "20", "--Limits:Caller:RequestBurst", "2");
        using var first = await host.Client.GetAsync(Workflows, cancellationToken);
        using var second = await host.Client.GetAsync(Workflows, cancellationToken);
        using var refused = await host.Client.GetAsync(Workflows, cancellationToken);
        var since = Stopwatch.StartNew();
        var problem = await ApiTests.ReadProblemAsync(refused, HttpStatusCode.TooManyRequests, "rate-limited");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.Headers.GetValues("RateLimit-Policy").First(), Does.StartWith("\"caller\";q=2;w=6, \"tenant\";q=100000;w=20"));
            Assert.That(first.Headers.GetValues("RateLimit").First(), Does.StartWith("\"caller\";r=1;t=3"));
            Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(refused.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(3)));
            Assert.That(refused.Headers.GetValues("RateLimit").First(), Is.EqualTo("\"caller\";r=0;t=3"));
            Assert.That(problem.GetProperty("violated-policies")[0].GetString(), Is.EqualTo("caller"));
        }

        await Task.Delay(TimeSpan.FromSeconds(1.5), cancellationToken);
        using (var tooEarly = await host.Client.GetAsync(Workflows, cancellationToken))
        {
            // On a machine that was away for so long it was not too early.
            if (since.Elapsed < TimeSpan.FromSeconds(3))
                Assert.That(tooEarly.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        }

        while (since.Elapsed < TimeSpan.FromSeconds(3))
            await Task.Delay(50, cancellationToken);
        using var again = await host.Client.GetAsync(Workflows, cancellationToken);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Two_replicas_keep_one_limit(CancellationToken cancellationToken)
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        string[] settings = ["--ConnectionStrings:Agent", database, "--Limits:Caller:RequestsPerMinute", "6", "--Limits:Caller:RequestBurst", "100"];
        await using var one = await ApiHost.StartAsync(settings);
        await using var two = await ApiHost.StartAsync(settings);
        var began = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, 160).Select(async number =>
        {
            using var answer = await (number % 2 == 0 ? one : two).Client.GetAsync(Workflows, cancellationToken);
            return answer.StatusCode;
        }));
        var letIn = answers.Count(status => status == HttpStatusCode.OK);
        // A slice of 2 in 100 for each replica.
        Assert.That(letIn, Is.InRange(96, 104 + Math.Ceiling(began.Elapsed.TotalSeconds / 10)));
        Assert.That(answers, Is.All.EqualTo(HttpStatusCode.OK).Or.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task An_address_is_limited_before_its_credential_is_looked_at_and_health_and_assets_never_are(CancellationToken cancellationToken)
    {
        await using var host = await ApiHost.StartAsync("--Limits:Address:RequestsPerMinute", "1", "--Limits:Address:RequestBurst", "3");
        using var guesser = host.As("ak_guess");
        var statuses = new List<HttpStatusCode>();
        for (var guess = 0; guess < 5; guess++)
        {
            using var answer = await guesser.GetAsync(Workflows, cancellationToken);
            statuses.Add(answer.StatusCode);
        }

        Assert.That(statuses, Is.EqualTo([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, 3), HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests]));
        foreach (var path in new[] { "/health/live", "/health/ready", "/portal/assets/base.css", "/openapi/v1.json" })
        {
            using var answer = await host.Client.GetAsync(path, cancellationToken);
            Assert.That(answer.StatusCode, Is.Not.EqualTo(HttpStatusCode.TooManyRequests), path);
        }
    }

    [Test]
    public async Task A_place_is_free_again_when_a_client_disconnects(CancellationToken cancellationToken)
    {
        await using var host = await ApiHost.StartAsync("--Limits:Caller:MaxConcurrent", "1");
        using var started = await host.Client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" }, cancellationToken);
        using (var stream = await host.Client.GetAsync($"{started.Headers.Location}/events", HttpCompletionOption.ResponseHeadersRead, cancellationToken))
        {
            Assert.That(stream.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            using var refused = await host.Client.GetAsync(Workflows, cancellationToken);
            var problem = await ApiTests.ReadProblemAsync(refused, HttpStatusCode.TooManyRequests, "rate-limited");
            Assert.That(problem.GetProperty("violated-policies")[0].GetString(), Is.EqualTo("caller-concurrent"));
        }

        while (true)
        {
            using var again = await host.Client.GetAsync(Workflows, cancellationToken);
            if (again.StatusCode == HttpStatusCode.OK)
                break;
            await Task.Delay(20, cancellationToken);
        }
    }

    [Test]
    public async Task A_tenant_has_limits_of_its_own_and_callers_have_theirs(CancellationToken cancellationToken)
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var host = await ApiHost.StartAsync(issuer);
        await host.Get<TenantStore>().CreateAsync(
            "small", "Small shop", new() { Limits = new(Tenant: new(RequestsPerMinute: 3), Caller: new(RequestsPerMinute: 2)) }, "test", cancellationToken);
        async Task<string?> AskAsync(string subject, string tenant)
        {
            using var client = host.As(issuer.Token(issuer.Claims(subject, tenant, "operator")));
            using var answer = await client.GetAsync(Workflows, cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK ? null
                : (await ApiTests.ReadProblemAsync(answer, HttpStatusCode.TooManyRequests, "rate-limited")).GetProperty("violated-policies")[0].GetString();
        }

        Assert.That(
            new[] { await AskAsync("ann", "small"), await AskAsync("ann", "small"), await AskAsync("ann", "small"), await AskAsync("bob", "small"), await AskAsync("bob", "small"), await AskAsync("ann", "large") },
            Is.EqualTo(new[] { null, null, "caller", null, "tenant", null }));
    }

    [Test]
    public async Task A_long_answer_uses_up_tokens_and_the_next_message_waits(CancellationToken cancellationToken)
    {
        await using var host = await ApiHost.StartAsync("--Limits:Caller:TokensPerMinute", "600", "--Limits:Caller:TokenBurst", "1000");
        using var started = await host.Client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" }, cancellationToken);
        var messages = $"{started.Headers.Location}/messages";
        using var first = await host.Client.PostAsJsonAsync(messages, new { text = "hello" }, cancellationToken);
        // What the model's client reports once it has answered; the conversation's last writer pays.
        await host.Get<ITokenMeter>().SpentAsync(new ConversationKey("demo", started.Headers.Location!.ToString().Split('/')[^1]), 1100, cancellationToken);
        HttpResponseMessage refused;
        while ((refused = await host.Client.PostAsJsonAsync(messages, new { text = "and now?" }, cancellationToken)).StatusCode == HttpStatusCode.OK)
            refused.Dispose(); // its own slice is not settled yet
        using (refused)
        {
            var problem = await ApiTests.ReadProblemAsync(refused, HttpStatusCode.TooManyRequests, "rate-limited");
            using var reading = await host.Client.GetAsync(messages, cancellationToken);
            using var scope = Assert.EnterMultipleScope();
            Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(first.Headers.GetValues("RateLimit-Policy").First(), Does.Contain("\"caller-tokens\";q=1000;w=100;qu=\"tokens\""));
            Assert.That(problem.GetProperty("violated-policies")[0].GetString(), Is.EqualTo("caller-tokens"));
            Assert.That(refused.Headers.RetryAfter?.Delta?.TotalSeconds, Is.InRange(8, 11), "100 too many, 10 of which come back in a second");
            Assert.That(reading.StatusCode, Is.EqualTo(HttpStatusCode.OK), "who only reads needs no tokens");
        }
    }

    [TestCase("--Limits:Caller:RequestsPerMinute", "-1")]
    [TestCase("--Limits:Tenant:TokenBurst", "-5")]
    [TestCase("--Limits:LocalShare", "0.9")]
    public void A_wrong_limit_stops_the_start(string key, string value) =>
        Assert.That(async () => await ApiHost.StartAsync(key, value), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(key.Split(':')[^1]));

    [Test]
    public void Every_problem_of_a_limit_names_the_limit_and_the_time() =>
        Assert.That(Problems.RateLimited("caller", 7).ProblemDetails.Detail, Does.Contain("'caller'").And.Contain("7 s"));
}
