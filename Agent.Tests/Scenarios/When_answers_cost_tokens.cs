using System.Net;
using System.Net.Http.Json;
using Agent.Tests.Fixtures;
using Agent.Tests.Host.Api;

namespace Agent.Tests.Scenarios;

/// <summary>The real service with a model that counts: what it used is on the tenant's account, on every replica.</summary>
internal sealed class When_answers_cost_tokens
{
    [Test, CancelAfter(90_000)]
    public async Task The_next_message_waits_on_another_replica_too(CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Agent"] = await PostgresFixture.CreateDatabaseAsync(), ["Model__Provider"] = "offline",
            ["Limits__Tenant__TokensPerMinute"] = "60", ["Limits__LocalShare"] = "0.01",
        };
        await using var one = await ServiceProcess.StartAsync(settings, cancellationToken);
        await using var two = await ServiceProcess.StartAsync(settings, cancellationToken);
        using var started = await one.Client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" }, cancellationToken);
        using var first = await one.Client.PostAsJsonAsync($"{started.Headers.Location}/messages", new { text = "where is my order?" }, cancellationToken);
        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        HttpResponseMessage refused;
        while ((refused = await two.Client.PostAsJsonAsync($"{started.Headers.Location}/messages", new { text = "and the other?" }, cancellationToken)).StatusCode == HttpStatusCode.OK)
            refused.Dispose(); // the other one's first slice is taken on trust
        using (refused)
        {
            var problem = await ApiTests.ReadProblemAsync(refused, HttpStatusCode.TooManyRequests, "rate-limited");
            Assert.That(problem.GetProperty("violated-policies")[0].GetString(), Is.EqualTo("tenant-tokens"));
            Assert.That(refused.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.FromSeconds(5)), "an answer has more than 60 tokens");
        }
    }
}
