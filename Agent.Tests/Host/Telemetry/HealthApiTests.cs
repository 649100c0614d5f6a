using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agent.Host.Database;
using Microsoft.Extensions.Logging.Abstractions;

namespace Agent.Tests.Host.Telemetry;

internal sealed class HealthApiTests
{
    [Test, CancelAfter(120_000)]
    public async Task Readiness_follows_the_database_and_liveness_does_not(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"agent-health-{Guid.NewGuid():N}");
        try
        {
            await using var cluster = await PrivateCluster.StartAsync(new() { DataDirectory = folder, Durable = false }, NullLogger.Instance, cancellationToken);
            await using var host = await ApiHost.StartAsync("--ConnectionStrings:Agent", cluster.ConnectionString);
            Assert.That(await AskAsync(host, "ready", cancellationToken), Is.EqualTo(HttpStatusCode.OK));
            Assert.That(await AskAsync(host, "startup", cancellationToken), Is.EqualTo(HttpStatusCode.OK));

            await cluster.StopAsync(cancellationToken);
            Assert.That(await AskAsync(host, "ready", cancellationToken), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(await AskAsync(host, "live", cancellationToken), Is.EqualTo(HttpStatusCode.OK));

            await cluster.StartServerAsync(cancellationToken);
            while (await AskAsync(host, "ready", cancellationToken) != HttpStatusCode.OK)
                await Task.Delay(50, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task A_replica_that_hears_no_other_is_degraded_and_still_takes_requests(CancellationToken cancellationToken)
    {
        await using var host = await ApiHost.StartAsync(); // the worker that listens is not there
        using var response = await host.Client.GetAsync("/health/ready", cancellationToken);
        var health = (await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((string?)health["status"], Is.EqualTo("degraded"));
        Assert.That((string?)health["checks"]!["signals"], Does.Contain("not heard"));
        Assert.That((string?)health["checks"]!["database"], Is.EqualTo("healthy"));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_tool_server_that_is_away_is_a_detail_of_readiness_and_keeps_nobody_from_starting(CancellationToken cancellationToken)
    {
        await using var host = await ApiHost.StartAsync("--Tools:Servers:crm:Url", "http://127.0.0.1:9/mcp", "--Tools:Servers:crm:AttemptTimeout", "00:00:01");
        JsonObject health;
        do
        {
            using var response = await host.Client.GetAsync("/health/ready", cancellationToken);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            health = (await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!;
        }
        while (health["checks"]!.ToJsonString().Contains("it has not been reached yet", StringComparison.Ordinal));

        using var scope = Assert.EnterMultipleScope();
        Assert.That((string?)health["status"], Is.EqualTo("degraded"));
        Assert.That(health["checks"]!.ToJsonString(), Does.Contain("crm: it cannot be reached"));
    }

    private static async Task<HttpStatusCode> AskAsync(ApiHost host, string what, CancellationToken cancellationToken)
    {
        using var response = await host.Client.GetAsync($"/health/{what}", cancellationToken);
        return response.StatusCode;
    }
}
